"""What the commands about backups, revoked devices and quarantined rows say: (Vietnamese, English)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "help backup": (
        "viết một bản sao lưu của trung tâm và đọc lại để kiểm tra",
        "write a backup of the centre, and read it back",
    ),
    "help restore": ("dựng lại trung tâm từ bản sao lưu", "put the centre back from a backup"),
    "help file": ("tệp sao lưu", "the backup's file"),
    "backed up": (
        (
            "Đã sao lưu vào {file} và đọc lại thấy đúng: {rows} bản ghi của {units} đơn vị. Tệp này có khoá của trung "
            "tâm: cất ở nơi có khoá, không để cùng máy chủ. Tệp đính kèm của nhan đề và khoá khôi phục không nằm trong "
            "đó."
        ),
        (
            "Backed up to {file} and read back well: {rows} rows of {units} units. The file holds the centre's keys: "
            "lock it away, elsewhere than the server. Files attached to titles and the recovery key are not in it."
        ),
    ),
    "restored": (
        (
            "Đã dựng lại trung tâm “{name}” trong {folder} từ bản sao lưu lúc {made}: {rows} bản ghi của {units} "
            "đơn vị. Chạy serve: mỗi máy tự gửi lại những gì có sau bản sao lưu. Đơn vị và máy ghi danh sau lúc đó "
            "không còn được biết: cấp lại tệp ghi danh cho họ (enrol). Máy bị thu hồi sau lúc đó: thu hồi lại (revoke)."
        ),
        (
            "Put the centre “{name}” back in {folder} from the backup of {made}: {rows} rows of {units} units. Run "
            "serve: each device by itself brings again what came after the backup. Units and devices enrolled since "
            "are not known: give them new enrolment files (enrol). Devices revoked since: revoke them again."
        ),
    ),
    "not-a-backup": (
        "{file} không phải bản sao lưu của một trung tâm.",
        "{file} is not a backup of a centre.",
    ),
    "newer-backup": (
        "Bản sao lưu {file} do một phiên bản mới hơn viết ({schema} > {known}). Hãy cập nhật chương trình rồi làm lại.",
        "The backup {file} was written by a newer version ({schema} > {known}). Update the program and try again.",
    ),
    "bad-backup": (
        "Bản sao lưu {file} bị hỏng ({what}): chưa làm gì cả. Hãy dùng một bản khác, hoặc sao lưu lại ra ổ đĩa khác.",
        "The backup {file} is damaged ({what}): nothing was done. Use another, or back up again to another disk.",
    ),
    "help --undo": ("cho máy này đồng bộ lại", "let the device sync again"),
    "readmitted": (
        "Máy {device} đồng bộ lại được, và tự gửi lại những gì trung tâm đã giữ riêng.",
        "Device {device} can sync again, and by itself brings again what was kept apart.",
    ),
    "help quarantine": (
        "những gì một máy đã bị thu hồi còn gửi tới: giữ riêng, không gộp",
        "what a revoked device still brought: kept apart, not merged",
    ),
    "help --take": (
        "nhận vào như máy ấy gửi trước khi bị thu hồi (khi máy không còn)",
        "take it in as if brought before the revocation (when the PC is no more)",
    ),
    "help --drop": ("bỏ hẳn", "throw it away"),
    "take-or-drop": ("Chỉ chọn một: --take hoặc --drop.", "Choose one: --take or --drop."),
    "kept apart": ("Máy {device}: {rows} bản ghi được giữ riêng.", "Device {device}: {rows} rows are kept apart."),
    "taken in": (
        "Đã nhận {rows} bản ghi của máy {device}; {parked} bản ghi không nhận được, vẫn để riêng.",
        "Took in {rows} rows of device {device}; {parked} could not be taken and stay aside.",
    ),
    "thrown away": ("Đã bỏ {rows} bản ghi của máy {device}.", "Threw away {rows} rows of device {device}."),
    "last backup": ("Sao lưu lần cuối: {at}.", "Last backup: {at}."),
    "no backup": (
        "Trung tâm chưa được sao lưu lần nào: hãy chạy backup TỆP.",
        "The centre has never been backed up: run backup FILE.",
    ),
}
