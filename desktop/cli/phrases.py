"""What the command line says when all goes well, in both languages, (Vietnamese, English), as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Both = tuple[str, str]

FIELDS: Mapping[str, Both] = {
    "title": ("nhan đề", "title"),
    "why": ("lý do (--why)", "reason (--why)"),
    "name": ("họ tên", "name"),
    "unit": ("mã đơn vị", "unit's code"),
    "password": ("mật khẩu", "password"),
    "card": ("số thẻ", "card number"),
    "barcode": ("mã vạch", "bar code"),
    "pin": ("mã PIN", "PIN"),
    "approval-number": ("số văn bản cho phép", "number of the approval"),
    "approval-day": ("ngày của văn bản cho phép", "day of the approval"),
    "approval-approver": ("người duyệt", "approver"),
    "approval-purpose": ("mục đích", "purpose"),
    "lent-while-out": ("cho mượn khi người trước chưa trả", "lent while an earlier reader still had it"),
    "shelved-twice": ("để dành hai cuốn cho một người", "two copies put aside for one reader"),
    "renewed-not-out": ("gia hạn sau khi đã nhận trả", "renewed after it had come back"),
    "renewed-by-other": ("gia hạn cho người không giữ sách", "renewed for a reader who does not have it"),
    "paid-twice": ("thu hai lần một khoản", "one debt was paid twice"),
    "paid-in-vain": ("đã thu một khoản nay không còn", "a debt was paid that does not count any more"),
    "price": ("giá sách", "price"),
    "day": ("ngày (--on)", "day (--on)"),
}

STATES: Mapping[str, Both] = {
    "open": ("chưa xem", "open"),
    "kept": ("đã giữ bản đang dùng", "kept"),
    "restored": ("đã dùng bản kia", "restored"),
}
"""How a point to settle stands."""

ACTS: Mapping[str, Both] = {
    "lent": ("cho mượn", "loan"),
    "returned": ("trả", "return"),
    "renewed": ("gia hạn", "renewal"),
    "held": ("đặt mượn", "hold"),
    "hold-cancelled": ("huỷ đặt mượn", "hold taken away"),
    "hold-suspended": ("tạm hoãn đặt mượn", "hold suspended"),
    "hold-resumed": ("đặt mượn lại", "hold resumed"),
    "hold-shelved": ("để dành", "copy put aside"),
    "read-here": ("đọc tại chỗ", "reading on the spot"),
    "due-changed": ("đổi hạn trả", "change of due date"),
    "claimed-returned": ("bạn đọc nói đã trả", "claim of a return"),
    "handed-on": ("chuyển tay", "handing on"),
    "declared-lost": ("báo mất", "loss"),
    "found": ("tìm thấy", "find"),
    "damaged": ("ghi hỏng", "damage"),
}
"""What can be taken back, by the kind of its event."""

WORDS: Mapping[str, Both] = {
    "no password": (
        "Thiếu mật khẩu. Dùng --password-file TỆP hoặc biến TUSACH_PASSWORD.",
        "There is no password. Use --password-file FILE or the variable TUSACH_PASSWORD.",
    ),
    "no new password": (
        "Thiếu mật khẩu mới. Dùng --new-password-file TỆP.",
        "There is no new password. Use --new-password-file FILE.",
    ),
    "new password prompt": ("Mật khẩu mới: ", "New password: "),
    "remove which": (
        "Chỉ bỏ được mật khẩu quầy: tusach password --desk --remove",
        "Only the desk password can be removed: tusach password --desk --remove",
    ),
    "librarian set": (
        "Đã đổi mật khẩu thủ thư. Ghi lại ở nơi an toàn: thiếu nó, không ai mở được thư viện.",
        "Changed the librarian's password. Keep it in a safe place: without it nobody opens the library.",
    ),
    "desk set": (
        "Đã đặt mật khẩu quầy. Mở bằng mật khẩu này chỉ làm được việc hằng ngày ở quầy.",
        "Set the desk password. Opened with it, the library allows the daily work at the desk only.",
    ),
    "desk removed": (
        "Đã bỏ mật khẩu quầy. Chỉ mật khẩu thủ thư mở được thư viện.",
        "Removed the desk password. Only the librarian's opens the library.",
    ),
    "counter open": (
        "Cổng cho máy tự mượn đang mở ở {host}, cổng {port}; {machines} máy được vào. Ctrl+C để đóng.",
        "Open for self-check machines at {host}, port {port}; {machines} may come in. Ctrl+C closes it.",
    ),
    "machine in": ("Máy {machine} được vào.", "The machine {machine} may come in."),
    "machine out": ("Máy {machine} không được vào nữa.", "The machine {machine} comes in no more."),
    "password prompt": ("Mật khẩu: ", "Password: "),
    "password again": ("Nhập lại mật khẩu: ", "Password again: "),
    "passwords differ": ("Hai lần nhập mật khẩu khác nhau.", "The two passwords differ."),
    "bug": (
        "Chương trình gặp lỗi ngoài dự kiến và đã dừng. Những gì đã ghi vẫn an toàn. Báo cáo lỗi: {report}",
        "The program met an unexpected fault and stopped. What was written is safe. The report: {report}",
    ),
    "nowhere": ("(không ghi được báo cáo)", "(it could not be written)"),
    "no screen": (
        "Máy này không có màn hình. Dùng các lệnh; tusach --help liệt kê chúng.",
        "This machine has no screen. Use the commands; tusach --help lists them.",
    ),
    "title or marc": ("Cho --title hoặc --marc, một trong hai.", "Give either --title or --marc."),
    "conflict id": (
        "keep, restore, renumber và undo cần mã của điểm; list và settled không cần. Xem: tusach conflicts",
        "keep, restore, renumber and undo need the point's id, list and settled take none. See: tusach conflicts",
    ),
    "usage": ("Lệnh chưa đúng: {problem}", "Not like this: {problem}"),
    "not found": ("Không tìm thấy nhan đề nào.", "No title was found."),
    "made": ("Đã tạo thư viện {unit_name} ({unit}).", "Made the library {unit_name} ({unit})."),
    "sample made": (
        "Thư viện mẫu: {titles} nhan đề, {items} bản, {readers} bạn đọc. Mật khẩu: {password}",
        (
            "Sample library: {titles} {titles:title|titles}, {items} {items:copy|copies}, {readers} "
            "{readers:reader|readers}. Password: {password}"
        ),
    ),
    "sample progress": ("Đang tạo thư viện mẫu: {percent}%", "Making the sample library: {percent}%"),
    "as given": ("như đã cho", "as given"),
    "import progress": ("Đang nhập {file}: {percent}%", "Taking in {file}: {percent}%"),
    "imported": (
        "{file} ({format}, {encoding}): đọc {read}, thêm {added}, gộp {merged}, sửa {repaired}, loại {rejected}",
        "{file} ({format}, {encoding}): {read} read, {added} new, {merged} known, {repaired} fixed, {rejected} refused",
    ),
    "import line": ("  bản ghi {record}: {outcome}. {why}. {detail}", "  record {record}: {outcome}. {why}. {detail}"),
    "import more": ("  … và {more} dòng nữa; --report TỆP ghi đủ.", "  … and {more} more; --report FILE has them all."),
    "exported": ("Đã ghi {written} nhan đề vào {file}.", "Wrote {written} {written:title|titles} to {file}."),
    "title added": ("Đã thêm nhan đề {id}  {title}", "Added the title {id}  {title}"),
    "item added": (
        "Đã thêm bản sách {barcode} ({accession})  {title}",
        "Added the copy {barcode} ({accession})  {title}",
    ),
    "reader added": ("Đã đăng ký thẻ {card}  {reader}", "Registered card {card}  {reader}"),
    "lent": ("Đã cho mượn  {barcode}  {title} → {card}, hạn trả {due}", "Lent  {barcode}  {title} → {card}, due {due}"),
    "returned": ("Đã nhận trả  {barcode}  {title} ← {card}", "Returned  {barcode}  {title} ← {card}"),
    "returned before": (
        "Đã ghi trả  {barcode}  {title}. Máy này chưa ghi ai mượn; lượt mượn nhập bù hay từ máy khác đến sẽ khớp vào.",
        "Return noted  {barcode}  {title}. No loan is known here; one typed late or synced from another PC joins it.",
    ),
    "renewed": (
        "Đã gia hạn  {barcode}  {title}, {card}, hạn trả {due}",
        "Renewed  {barcode}  {title}, {card}, due {due}",
    ),
    "held": ("Đã đặt mượn  {title} cho {card}", "Held  {title} for {card}"),
    "hold-cancelled": ("Đã huỷ lượt đặt mượn  {title}, {card}", "Hold taken away  {title}, {card}"),
    "hold-suspended": ("Đã tạm hoãn lượt đặt mượn  {title}, {card}", "Hold suspended  {title}, {card}"),
    "hold-resumed": ("Lượt đặt mượn lại chờ  {title}, {card}", "Hold waits again  {title}, {card}"),
    "hold-shelved": ("Đã để dành  {barcode}  {title}", "Put aside  {barcode}  {title}"),
    "undone": ("Đã huỷ lượt {undone}  {barcode}  {title}", "Taken back: {undone}  {barcode}  {title}"),
    "due-changed": (
        "Đã đổi hạn trả  {barcode}  {title}, {card}, hạn trả {due}",
        "Due date changed  {barcode}  {title}, {card}, due {due}",
    ),
    "late": ("  (trễ {days_late} ngày)", "  ({days_late} {days_late:day|days} late)"),
    "waited for": (
        "  Có {waiting_readers} bạn đọc chờ nhan đề này: giữ lại.",
        "  {waiting_readers} {waiting_readers:reader waits|readers wait} for this title: keep it.",
    ),
    "loan": ("{due}  {card:<10}  {barcode:<12}  {title}", "{due}  {card:<10}  {barcode:<12}  {title}"),
    "lost": ("Đã ghi mất  {barcode}  {title}", "Noted as lost  {barcode}  {title}"),
    "found": ("Đã tìm thấy  {barcode}  {title}", "Found  {barcode}  {title}"),
    "claimed": (
        "Đã ghi: {card} nói đã trả  {barcode}  {title}. Lượt mượn vẫn mở; tìm trên giá.",
        "Noted: {card} says it was brought back  {barcode}  {title}. The loan stays open; look on the shelf.",
    ),
    "damaged": ("Đã ghi hỏng  {barcode}  {title}", "Noted as damaged  {barcode}  {title}"),
    "loan late": (
        "{due}  {card:<10}  {barcode:<12}  {title}  (quá hạn {days_overdue} ngày)",
        "{due}  {card:<10}  {barcode:<12}  {title}  ({days_overdue} {days_overdue:day|days} overdue)",
    ),
    "letter ending": ("Tệp phải có đuôi .html hoặc .txt.", "The file has to end in .html or .txt."),
    "not a day": ("DAY cần ngày dạng 2026-12-31, không phải '{text}'", "DAY has to be like 2026-12-31, not '{text}'"),
    "letter none": (
        "Không có gì để in. Xem lại bằng lệnh loans, overdue, shelf hoặc sessions.",
        "There is nothing to print. See loans, overdue, shelf or sessions.",
    ),
    "letter cards": (
        "Loại phiếu này cần số thẻ; biên lai thì cần số biên lai.",
        "This kind of letter needs a card; a receipt needs its number.",
    ),
    "letters written": ("Đã viết {letters} bản vào {file}.", "Wrote {letters} to {file}."),
    "no loans": ("Không có lượt mượn nào.", "There are no loans."),
    "conflict": (
        "{id}  [{state}] {subject} {field}: đang dùng “{ours}”, bản kia “{theirs}”",
        "{id}  [{state}] {subject} {field}: in use “{ours}”, the other “{theirs}”",
    ),
    "duplicate-barcode": (
        "{id}  [{state}] Mã {subject} dán trên hai bản sách: “{ours}” và “{theirs}”",
        "{id}  [{state}] {subject} is on two copies: “{ours}” and “{theirs}”",
    ),
    "duplicate-card": (
        "{id}  [{state}] Số thẻ {subject} cấp cho hai bạn đọc: “{ours}” và “{theirs}”",
        "{id}  [{state}] Card {subject} is given to two readers: “{ours}” and “{theirs}”",
    ),
    "loan-task": (
        "{id}  [{state}] Bản {subject} cần xem lại ({field}): {ours}",
        "{id}  [{state}] Look after the copy {subject} ({field}): {ours}",
    ),
    "parked": (
        "{id}  [{state}] Trung tâm để riêng một bản ghi ({field}): {table} {subject}",
        "{id}  [{state}] The centre has put a row aside ({field}): {table} {subject}",
    ),
    "written by": ("  đang dùng: {ours}; bản kia: {theirs}", "  in use: {ours}; the other: {theirs}"),
    "somebody": ("không rõ ai", "not known"),
    "many settled": (
        "Đã xong {done} điểm giống nhau (còn lại {left}). Hoàn tác cả loạt: undo ID --alike",
        "Settled {done} {done:point|points} alike ({left} left). To take all back: undo ID --alike",
    ),
    "many opened": (
        "Đã hoàn tác {done} điểm ({left} điểm đã sửa tiếp nên giữ nguyên).",
        "Opened {done} {done:point|points} again ({left} {left:was|were} changed since and {left:stays|stay}).",
    ),
    "gone": ("(không còn)", "(no longer there)"),
    "still twice": (
        "  Số {subject} vẫn đứng hai lần. Cấp số mới cho mục sau: tusach conflicts renumber {id}",
        "  {subject} still stands twice. For a new number on the later: tusach conflicts renumber {id}",
    ),
    "new number": (
        "  Mục sau (“{theirs}”) có số mới {number}. In nhãn hoặc thẻ mới.",
        "  The later (“{theirs}”) has the new number {number}. Print its new label or card.",
    ),
    "attached": (
        "Đã đính kèm {name} ({megabytes}): {id}",
        "Attached {name} ({megabytes}): {id}",
    ),
    "file": ("{id}  {megabytes:>9}  {state:<14}  {name}", "{id}  {megabytes:>9}  {state:<11}  {name}"),
    "file here": ("ở máy này", "here"),
    "file coming": ("đang về", "coming"),
    "file not here": ("chưa có", "not here yet"),
    "no files": ("Chưa có tệp nào.", "There are no files."),
    "file copied": ("Đã ghi {name} ra {file}.", "Wrote {name} to {file}."),
    "file removed": ("Đã bỏ tệp {name} khỏi nhan đề.", "Took {name} off its title."),
    "files moved": (
        "  Tệp kèm theo: gửi {files_sent}, nhận {files_received}, còn {files_left} cho lần sau",
        "  Files: sent {files_sent}, received {files_received}, {files_left} left for the next time",
    ),
    "no conflicts": ("Không có điểm nào cần đối chiếu.", "There is nothing to settle."),
    "enrolled": (
        "Đã ghi danh máy này vào {unit_name} ({unit}). Chạy lệnh sync để đồng bộ lần đầu.",
        "Enrolled this PC in {unit_name} ({unit}). Run sync for the first time.",
    ),
    "begun": (
        "Đã mở thư viện {unit_name} ({unit}); dùng được ngay. Ghi danh sẽ xong qua USB: tusach bundle export THƯ-MỤC",
        "The library {unit_name} ({unit}) works from now on. Complete its enrolment by stick: tusach bundle export DIR",
    ),
    "offline hint": (
        "Nơi này không có mạng? Làm lại với --offline: thư viện dùng được ngay, USB sẽ ghi danh sau.",
        "Is there no network? Run it again with --offline: the library works at once, a stick enrols it later.",
    ),
    "bundle written": (
        "Đã viết {sent} bản ghi vào {file} và đọc lại thấy đúng. Có thể rút USB và mang đến trung tâm.",
        (
            "Wrote {sent} {sent:row|rows} to {file} and read {sent:it|them} back well. The stick may be removed and "
            "taken to the centre."
        ),
    ),
    "bundle removed": ("Đã xoá gói cũ của máy này: {names}", "Removed older bundles of this PC: {names}"),
    "bundle taken": (
        "Đã nhận {received} bản ghi từ {file}; trung tâm đã nhận {sent} của máy này; cần đối chiếu {conflicts}.",
        (
            "Took {received} {received:row|rows} from {file}; the centre has taken {sent} of ours; {conflicts} "
            "{conflicts:point|points} to settle."
        ),
    ),
    "bundle joined": (
        "Trung tâm đã ghi danh máy này. Nhận {received} bản ghi, trung tâm nhận {sent}; cần đối chiếu {conflicts}.",
        (
            "The centre has enrolled this PC. Took {received} {received:row|rows}, the centre took {sent}; {conflicts} "
            "{conflicts:point|points} to settle."
        ),
    ),
    "bundle unread": (
        "Trung tâm chỉ đọc được phần đầu gói của máy này. Viết gói mới mang đến trung tâm; không có gì bị mất.",
        "The centre could read only the first part of our bundle. Write a new one; nothing is lost.",
    ),
    "bundle cut": (
        "Gói {file} hỏng giữa chừng: đã nhận phần đầu. Xin trung tâm viết lại gói; không có gì bị mất.",
        "The bundle {file} is damaged midway: its first part was taken. Ask the centre for another; nothing is lost.",
    ),
    "manifest to-centre": (
        "{file}\n  {from_name}, {unit_name} ({unit}) gửi trung tâm: viết lúc {made}, {rows} bản ghi, {size} byte",
        (
            "{file}\n  from {from_name}, {unit_name} ({unit}) to the centre: made {made}, {rows} {rows:row|rows}, "
            "{size} {size:byte|bytes}"
        ),
    ),
    "manifest to-unit": (
        "{file}\n  {from_name} gửi {unit_name} ({unit}): viết lúc {made}, {rows} bản ghi, {size} byte",
        (
            "{file}\n  from {from_name} to {unit_name} ({unit}): made {made}, {rows} {rows:row|rows}, {size} "
            "{size:byte|bytes}"
        ),
    ),
    "ran": (
        "Đồng bộ: gửi {sent}, nhận {received}, cần đối chiếu {conflicts} ({bytes_up} B lên, {bytes_down} B xuống)",
        "Synced: sent {sent}, received {received}, conflicts {conflicts} ({bytes_up} B up, {bytes_down} B down)",
    ),
    "status": (
        """{unit_name} ({unit}), máy {device}
  Nhan đề {titles}   Bản sách {items}   Bạn đọc {readers}
  Đang mượn {loans}   Quá hạn {overdue}
  Chờ gửi {waiting}   Cần đối chiếu {conflicts}   Đồng bộ lần cuối {synced}
  Sao lưu lần cuối {saved}""",
        """{unit_name} ({unit}), device {device}
  Titles {titles}   Copies {items}   Readers {readers}
  On loan {loans}   Overdue {overdue}
  To be sent {waiting}   To be settled {conflicts}   Last synced {synced}
  Last backup {saved}""",
    ),
    "rule dropped": (
        "Đã bỏ quy tắc riêng: {rule}. Từ nay theo: {instead}",
        "Dropped the rule of its own: {rule}. From now on: {instead}",
    ),
    "upgrade begins": (
        "Đang nâng cấp thư viện của bản Tủ Sách trước. Mất điện giữa chừng cũng không mất gì: lần sau làm tiếp.",
        "Upgrading the library of an earlier Tủ Sách. A power cut would lose nothing: the next command goes on.",
    ),
    "upgrade copying": ("Nâng cấp: chép bản dự phòng {percent}%", "Upgrading: copying it first, {percent}%"),
    "upgrade checking": ("Nâng cấp: đọc lại bản dự phòng", "Upgrading: reading the copy back"),
    "upgrade changing": ("Nâng cấp: bước {done} trên {of}", "Upgrading: step {done} of {of}"),
    "upgrade folding": ("Nâng cấp: tính lại lượt mượn, đặt mượn", "Upgrading: working out loans and holds anew"),
    "backup progress": ("Đang sao lưu vào {file}: {percent}%", "Backing up to {file}: {percent}%"),
    "backed up": (
        "Đã sao lưu vào {file} ({megabytes} MB) và đọc lại thấy đúng. Cất tệp ở nơi khác máy này.",
        "Backed up to {file} ({megabytes} MB) and read back well. Keep the file elsewhere than on this PC.",
    ),
    "restored": (
        """Đã dựng lại thư viện {unit_name} ({unit}) như lúc {when}: {titles} nhan đề, {items} bản, {readers} bạn đọc.
  Mở bằng mật khẩu lúc sao lưu. Những gì đã đồng bộ sau đó sẽ về lại ở lần đồng bộ tới.""",
        """Put {unit_name} ({unit}) back as of {when}: {titles} {titles:title|titles}, \
{items} {items:copy|copies}, {readers} {readers:reader|readers}.
  It opens with the passwords of that time. What was synced since comes back with the next sync.""",
    ),
    "kept aside": (
        "Thư viện trước đó được cất nguyên trong {aside}.",
        "The library that was there is kept whole in {aside}.",
    ),
    "check ok": (
        "Thư viện tốt: tệp nguyên vẹn, mọi bảng suy ra đúng.",
        "The library is well: file and tables are sound.",
    ),
    "check failed": (
        "Thư viện có lỗi: {problems}. Đừng xoá gì; lệnh check --rebuild dựng lại các bảng suy ra.",
        "The library has problems: {problems}. Delete nothing; check --rebuild makes the derived tables anew.",
    ),
    "title elsewhere": (
        "{id}  {title} / {author} – {year}  [{units}]",
        "{id}  {title} / {author} – {year}  [{units}]",
    ),
    "nothing of elsewhere": (
        "Máy này chưa có danh mục của các đơn vị khác: USB sẽ mang về (tusach bundle import).",
        "This PC has no list of the other units' titles yet: a stick will bring it (tusach bundle import).",
    ),
    "title": (
        "{id}  {title} / {author} – {year}  [{available}/{items}]",
        "{id}  {title} / {author} – {year}  [{available}/{items}]",
    ),
    "copy": ("  {barcode}  {type}  {call_number}  {location}", "  {barcode}  {type}  {call_number}  {location}"),
    "item": ("{barcode} ({accession})  {type}  {title}", "{barcode} ({accession})  {type}  {title}"),
    "out": ("  đang mượn: {card}, hạn trả {due}", "  on loan: {card}, due {due}"),
    "in": ("  đang ở trên giá", "  on the shelf"),
    "reader": (
        "{card}  {reader}  {category}  {group}  hạn thẻ {expires}\n  Đang mượn {loans}/{max_loans}",
        "{card}  {reader}  {category}  {group}  card until {expires}\n  On loan {loans}/{max_loans}",
    ),
}
