"""What the commands about bundles say: (Vietnamese, English)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "help bundle": (
        "nhận và viết gói đồng bộ trên USB: import, export, show",
        "take and write bundles on sticks: import, export, show",
    ),
    "help deed": (
        "import TỆP|THƯ MỤC…: nhận; export ĐƠN VỊ|MÁY THƯ MỤC: viết; show TỆP…: xem gói của ai, cho ai",
        "import FILE|FOLDER…: take; export UNIT|DEVICE FOLDER: write; show FILE…: whose it is, and for whom",
    ),
    "help places": ("tệp, thư mục, đơn vị hoặc máy", "files, folders, a unit or a device"),
    "help --dry-run": ("chỉ xem sẽ thay đổi những gì", "only look at what would change"),
    "bundle taken": (
        "{file}: đã nhận gói của {device_name}, {unit_name} ({unit}): {rows} bản ghi, cần đối chiếu {conflicts}.",
        "{file}: took the bundle of {device_name}, {unit_name} ({unit}): {rows} rows, {conflicts} points to settle.",
    ),
    "bundle joined": (
        "{file}: đã ghi danh {device_name}, {unit_name} ({unit}) và nhận {rows} bản ghi, cần đối chiếu {conflicts}.",
        "{file}: enrolled {device_name}, {unit_name} ({unit}) and took {rows} rows, {conflicts} points to settle.",
    ),
    "bundle again": (
        "{file}: gói này của {device_name}, {unit_name} ({unit}) đã được nhận trước đây.",
        "{file}: this bundle of {device_name}, {unit_name} ({unit}) had been taken before.",
    ),
    "bundle cut": (
        (
            "{file}: gói của {device_name}, {unit_name} ({unit}) bị hỏng giữa chừng: chỉ nhận được {rows} bản ghi phần "
            "đầu. Đơn vị cần mang gói mới; không có gì bị mất."
        ),
        (
            "{file}: the bundle of {device_name}, {unit_name} ({unit}) is damaged midway: only its first {rows} rows "
            "were taken. The unit has to bring a new one; nothing is lost."
        ),
    ),
    "bundle clock-wrong": (
        (
            "{file}: đồng hồ của {device_name}, {unit_name} ({unit}) chạy trước {minutes} phút, nên chưa nhận gói này "
            "(giữ trong thư mục kept). Máy đó tự chỉnh khi nhận gói trả lời; lần sau sẽ nhận được."
        ),
        (
            "{file}: the clock of {device_name}, {unit_name} ({unit}) is {minutes} minutes ahead, so its bundle was "
            "kept (folder kept) and not taken. It sets itself right by the answer; the next one will be taken."
        ),
    ),
    "bundle new-epoch": (
        (
            "{file}: đã nhận {rows} bản ghi của {device_name}, {unit_name} ({unit}). Trung tâm đã được dựng lại từ bản "
            "sao lưu, nên máy đó sẽ gửi lại tất cả ở gói sau."
        ),
        (
            "{file}: took {rows} rows of {device_name}, {unit_name} ({unit}). The centre was put back from a backup "
            "meanwhile: the device will send everything again with its next bundle."
        ),
    ),
    "bundle revoked": (
        "{file}: máy {device_name}, {unit_name} ({unit}) đã bị thu hồi quyền. Gói được giữ riêng trong kept/revoked.",
        "{file}: the device {device_name}, {unit_name} ({unit}) was revoked. Its bundle is kept in kept/revoked.",
    ),
    "bundle preview": (
        (
            "{file}: gói của {device_name}, {unit_name} ({unit}), {rows} bản ghi: thêm {new}, đổi {changed}, cần đối "
            "chiếu {conflicts}, nhường bản mới hơn {lost}, để riêng {parked}. Chưa thay đổi gì."
        ),
        (
            "{file}: a bundle of {device_name}, {unit_name} ({unit}), {rows} rows: {new} new, {changed} changed, "
            "{conflicts} to settle, {lost} give way to newer, {parked} put aside. Nothing was changed."
        ),
    ),
    "bundle not previewed": ("{file}: sẽ không được nhận. {why}", "{file}: it would not be taken. {why}"),
    "bundle written": (
        "Đã viết {file} cho {device_name}, {unit_name} ({unit}): {rows} bản ghi. Đã đọc lại: có thể rút USB.",
        "Wrote {file} for {device_name}, {unit_name} ({unit}): {rows} rows. Read back: the stick may be removed.",
    ),
    "bundles removed": ("\n    Đã xoá gói cũ hơn: {names}", "\n    Removed older ones: {names}"),
    "bundle manifest": (
        (
            "{file}\n    {direction}: {from_name} → {unit_name} ({unit})\n    viết lúc {made}, {rows} bản ghi, "
            "{size} byte, mã {bundle}{answers}"
        ),
        (
            "{file}\n    {direction}: {from_name} → {unit_name} ({unit})\n    made {made}, {rows} rows, "
            "{size} bytes, id {bundle}{answers}"
        ),
    ),
    "to-centre": ("đơn vị gửi trung tâm", "from a unit to the centre"),
    "to-unit": ("trung tâm gửi đơn vị", "from the centre to a unit"),
    "bundle answers": (", trả lời gói {answers}", ", answers {answers}"),
    "no-bundles": (
        "Không thấy gói đồng bộ nào (tệp .tusach) trong {file}.",
        "There is no bundle (a file .tusach) in {file}.",
    ),
    "bundle refused": ("{file}: {why}", "{file}: {why}"),
    "not-a-bundle": (
        "đây không phải gói đồng bộ của Tủ Sách.",
        "this is not a bundle of Tủ Sách.",
    ),
    "altered": (
        "gói này bị hỏng hoặc bị sửa ở phần đầu, nên không nhận gì. Đơn vị cần mang gói mới; không có gì bị mất.",
        "its beginning is damaged or altered, so nothing was taken. The unit has to bring a new one; nothing is lost.",
    ),
    "newer": (
        "gói này do một phiên bản mới hơn viết (giữ trong kept/newer). Cập nhật chương trình rồi nhận lại.",
        "a newer version wrote it (kept in kept/newer). Update the program and take it again.",
    ),
    "for-another": ("gói này không gửi cho trung tâm này.", "it is not addressed to this centre."),
    "unknown-sender": (
        "trung tâm này không biết máy đã viết gói này. Cấp tệp ghi danh cho máy đó (enrol).",
        "this centre does not know the device that wrote it. Give it an enrolment file (enrol).",
    ),
    "bad-code": (
        "mã ghi danh trong gói đã dùng, sai hoặc hết hạn. Cấp tệp ghi danh mới (enrol).",
        "its enrolment code was used, is wrong or has expired. Give the unit a new enrolment file (enrol).",
    ),
    "clock-wrong": (
        "đồng hồ của máy đó chạy trước quá 5 phút.",
        "the clock of that device is more than 5 minutes ahead.",
    ),
    "revoked-device": ("máy đó đã bị thu hồi quyền.", "that device was revoked."),
    "upgrade-needed": (
        "chương trình ở đơn vị và ở đây quá khác phiên bản. Cập nhật cho giống nhau.",
        "the unit's program and ours are too far apart. Update them.",
    ),
    "not now": ("chưa nhận được lúc này. Thử lại sau.", "it cannot be taken just now. Try again later."),
    "unverified": (
        "Đọc lại {file} thấy không đúng như đã viết: USB này có thể hỏng. Dùng USB khác; không có gì bị mất.",
        "{file} could not be read back as it was written: the stick may be failing. Use another; nothing is lost.",
    ),
    "not-entitled": (
        "Không viết gói cho một trung tâm cấp dưới: trung tâm đồng bộ qua mạng.",
        "No bundles are written for a centre below this one: centres agree over the network.",
    ),
}
"""Sentences about one bundle begin with its file; why it was refused follows in a clause."""
