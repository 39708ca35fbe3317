"""The texts of the command line in both languages, (Vietnamese, English), as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason
from sync.core.stops import ClockWrong, Interrupted, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre

if TYPE_CHECKING:
    from collections.abc import Mapping

Both = tuple[str, str]

REASONS: Mapping[Reason, Both] = {
    Reason.UNKNOWN_BARCODE: (
        "Mã {name} chưa có trong kho. Kiểm tra nhãn, hoặc thêm bản sách bằng lệnh add-item.",
        "There is no item {name}. Check the label, or add the copy with add-item.",
    ),
    Reason.UNKNOWN_CARD: (
        "Thẻ {name} chưa được đăng ký. Kiểm tra số thẻ, hoặc đăng ký bằng lệnh add-reader.",
        "There is no card {name}. Check the number, or register the reader with add-reader.",
    ),
    Reason.UNKNOWN_TITLE: (
        "Không có nhan đề {name}. Tìm lại bằng lệnh find.",
        "There is no title {name}. Look for it with find.",
    ),
    Reason.UNKNOWN_ID: (
        "Thư viện không có “{name}”. Kiểm tra mã; lệnh find tìm nhan đề, lệnh show xem một mục.",
        "The library has no “{name}”. Check it; find looks for titles, show tells of one thing.",
    ),
    Reason.CARD_WHERE_ITEM_EXPECTED: (
        "{name} là thẻ bạn đọc, không phải mã sách. Quét mã dán trên sách.",
        "{name} is a reader's card, not an item. Scan the code on the book.",
    ),
    Reason.ITEM_WHERE_CARD_EXPECTED: (
        "{name} là mã sách, không phải thẻ bạn đọc. Cho số thẻ trước, rồi đến mã sách.",
        "{name} is an item, not a card. Give the card first, then the items.",
    ),
    Reason.GARBLED_CODE: (
        "Mã “{name}” bị biến dạng, có thể do bộ gõ tiếng Việt. Tắt bộ gõ rồi quét lại.",
        "The code “{name}” is garbled, perhaps by a Vietnamese keyboard program. Switch it off and scan again.",
    ),
    Reason.AMBIGUOUS_CODE: (
        "Mã “{name}” có thể chỉ nhiều mục. Dùng lệnh show với mã nội bộ, hoặc sửa mã trùng.",
        "“{name}” may be several things. Use the id with show, or settle the doubled code.",
    ),
    Reason.NO_READER_CHOSEN: (
        "Chưa biết bạn đọc nào. Cho số thẻ trước mã sách.",
        "No reader was named. Give the card before the items.",
    ),
    Reason.ON_LOAN_TO_ANOTHER: (
        "{barcode}: thẻ {holder} đang mượn, hạn trả {due}. Nhận trả trước (return), hoặc đặt mượn (hold).",
        "{barcode} is out to card {holder}, due {due}. Take it back first (return), or place a hold (hold).",
    ),
    Reason.ALREADY_LENT_TO_READER: (
        "{barcode}: bạn đọc này đang mượn chính cuốn này, hạn trả {due}. Muốn giữ lâu hơn thì gia hạn (renew).",
        "This reader has {barcode} already, due {due}. For more time, renew it.",
    ),
    Reason.NOT_ON_LOAN: (
        "{barcode} không ghi là đang cho mượn. Xếp sách lên giá; không có gì thay đổi.",
        "{barcode} is not on loan. Put it back on its shelf; nothing was changed.",
    ),
    Reason.NOT_FOR_LOAN: (
        "{barcode} chỉ đọc tại chỗ. Người có quyền có thể cho mượn bằng --override.",
        "{barcode} is for use in the library. Someone entitled may lend it with --override.",
    ),
    Reason.ITEM_LOST: (
        "{barcode} đã ghi là mất. Báo người phụ trách kho.",
        "{barcode} is marked as lost. Tell whoever keeps the stock.",
    ),
    Reason.ITEM_WITHDRAWN: (
        "{barcode} đã thanh lọc khỏi kho. Để riêng và báo người phụ trách kho.",
        "{barcode} has been withdrawn. Put it aside and tell whoever keeps the stock.",
    ),
    Reason.ITEM_DAMAGED: (
        "{barcode} đã ghi là hỏng. Để riêng để sửa, hoặc cho mượn bằng --override.",
        "{barcode} is marked as damaged. Put it aside for repair, or lend it with --override.",
    ),
    Reason.ITEM_RESTRICTED: (
        "{barcode} thuộc diện hạn chế. Chỉ phục vụ khi có phê duyệt.",
        "{barcode} is restricted. It is given out on approval only.",
    ),
    Reason.READER_BLOCKED: (
        "Thẻ {card} đang bị khoá: {why}. Hỏi người phụ trách; người có quyền dùng --override.",
        "Card {card} is blocked: {why}. Ask whoever is in charge; someone entitled may use --override.",
    ),
    Reason.CARD_EXPIRED: (
        "Thẻ {card} đã hết hạn ngày {expires}. Gia hạn thẻ, hoặc dùng --override.",
        "Card {card} expired on {expires}. Renew the card, or use --override.",
    ),
    Reason.LIMIT_REACHED: (
        "Bạn đọc đang mượn {loans} cuốn, mức tối đa là {limit}. Nhận trả bớt, hoặc dùng --override.",
        "The reader has {loans} loans, at most {limit}. Take something back, or use --override.",
    ),
    Reason.TYPE_LIMIT_REACHED: (
        "Bạn đọc đang mượn {loans} cuốn của loại này, mức tối đa là {limit}. Nhận trả bớt, hoặc dùng --override.",
        "The reader has {loans} loans of this type, at most {limit}. Take one back, or use --override.",
    ),
    Reason.HAS_OVERDUE: (
        "Bạn đọc có {overdue} cuốn quá hạn. Nhận trả trước, hoặc dùng --override.",
        "The reader has {overdue} overdue loans. Take them back first, or use --override.",
    ),
    Reason.NO_MORE_RENEWALS: (
        "{barcode} đã gia hạn {renewals} lần, hết lượt. Nhận trả, hoặc dùng --override.",
        "{barcode} has been renewed {renewals} times already. Take it back, or use --override.",
    ),
    Reason.HELD_FOR_ANOTHER: (
        "Có {waiting} bạn đọc đang chờ nhan đề này. Giữ lại cho người đặt trước, hoặc dùng --override.",
        "{waiting} readers wait for this title. Keep it for the first, or use --override.",
    ),
    Reason.ALREADY_HELD: (
        "Bạn đọc này đã đặt mượn nhan đề này, thứ {place} trong hàng chờ. Không cần làm gì thêm.",
        "This reader waits for the title already, as number {place}. There is nothing to do.",
    ),
    Reason.NO_RULE: (
        "Chưa có quy định mượn cho bạn đọc loại {category} với sách loại {item_type}. Báo người phụ trách.",
        "There is no rule for readers {category} and items {item_type}. Tell whoever is in charge.",
    ),
    Reason.CLOCK_UNCERTAIN: (
        "Đồng hồ máy này chỉ {now_ms} và có vẻ sai; hạn trả sẽ sai theo. Chỉnh đồng hồ, hoặc dùng --override.",
        "This PC's clock says {now_ms}, which seems wrong; due days would be, too. Set it, or use --override.",
    ),
    Reason.NOTHING_TO_UNDO: ("Không còn gì để hoàn tác hôm nay.", "There is nothing left to undo today."),
    Reason.DUPLICATE_BARCODE: (
        "Mã {barcode} đã dán trên bản sách khác: {title}. Chọn mã khác, hoặc bỏ --barcode để lấy số tiếp theo.",
        "{barcode} is on another copy: {title}. Choose another, or leave --barcode out for the next number.",
    ),
    Reason.DUPLICATE_CARD: (
        "Số {card} đã được dùng. Chọn số khác, hoặc bỏ --card để lấy số tiếp theo.",
        "{card} is taken. Choose another, or leave --card out for the next number.",
    ),
    Reason.MISSING_FIELD: ("Còn thiếu {field}. Cho biết rồi làm lại.", "The {field} is missing. Say it and try again."),
    Reason.INVALID_ISBN: (
        "ISBN “{isbn}” sai số kiểm tra. So lại với bìa sau của sách, hoặc bỏ --isbn.",
        "The ISBN “{isbn}” has a wrong check digit. Compare it with the book, or leave --isbn out.",
    ),
    Reason.INVALID_DATE: (
        "Ngày giờ “{value}” không dùng được. Ghi dạng 2026-12-31, và không sau giờ hiện tại với --at.",
        "The date “{value}” cannot be used. Write 2026-12-31, and with --at nothing that has not come yet.",
    ),
    Reason.STATE_SECRET: (
        "Có dấu hiệu bí mật nhà nước. Không nhập vào máy này; báo người phụ trách bảo mật.",
        "It bears the mark of a state secret. Keep it off this PC; tell whoever is in charge of secrecy.",
    ),
    Reason.NOT_ENTITLED: (
        "Mật khẩu quầy không đủ quyền cho việc này. Mời thủ thư, hoặc làm lại bằng mật khẩu thủ thư.",
        "The desk password is not good for this. Call the librarian, or use the librarian's password.",
    ),
    Reason.WRONG_PASSWORD: (
        "Mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ rồi làm lại; số liệu vẫn nguyên vẹn.",
        "The password is wrong. Check Caps Lock and the keyboard program and try again; nothing was changed.",
    ),
    Reason.PASSWORD_TAKEN: (
        "Thủ thư và quầy cần hai mật khẩu khác nhau. Chọn mật khẩu khác.",
        "The librarian and the desk need different passwords. Choose another.",
    ),
    Reason.NO_LIBRARY: (
        "Chưa có thư viện trong thư mục {profile}. Tạo bằng lệnh init hoặc enrol, hoặc chọn thư mục bằng --profile.",
        "There is no library in the folder {profile}. Make one with init or enrol, or choose a folder with --profile.",
    ),
    Reason.LIBRARY_EXISTS: (
        "Thư mục {profile} đã có thư viện. Dùng thư viện đó, hoặc chọn thư mục khác bằng --profile.",
        "There is a library in the folder {profile} already. Use it, or choose another folder with --profile.",
    ),
    Reason.ANOTHER_UNIT: (
        "Tệp ghi danh dành cho đơn vị {unit}, không phải đơn vị của thư viện này. Xin trung tâm tệp của đơn vị mình.",
        "The enrolment file is for the unit {unit}, not for this library's. Ask the centre for one of your unit.",
    ),
    Reason.IN_USE: (
        "Một chương trình Tủ Sách khác đang mở thư viện này. Đóng nó, hoặc đợi nó xong rồi làm lại.",
        "Another Tủ Sách program has this library open. Close it, or wait until it is done and try again.",
    ),
    Reason.NEWER_SCHEMA: (
        "Thư viện này đã được một bản Tủ Sách mới hơn sử dụng. Cập nhật chương trình; số liệu vẫn nguyên vẹn.",
        "This library has been used by a newer Tủ Sách. Update the program; nothing was changed.",
    ),
    Reason.DAMAGED_FILE: (
        "Tệp {file} bị hỏng hoặc không phải của Tủ Sách. Đừng xoá gì; báo người phụ trách kỹ thuật.",
        "The file {file} is damaged or not of Tủ Sách. Delete nothing; tell your technician.",
    ),
    Reason.CANNOT_WRITE: (
        "Không ghi được vào {place}. Kiểm tra quyền ghi, hoặc chọn nơi khác. Những gì đã ghi vẫn an toàn.",
        "Cannot write to {place}. Check its permissions, or choose another place. What was written is safe.",
    ),
    Reason.DISK_FULL: (
        "Ổ đĩa đã đầy. Xoá bớt tệp không cần rồi làm lại. Những gì đã ghi trước đó vẫn an toàn.",
        "The disk is full. Delete what is not needed and try again. What was written before is safe.",
    ),
    Reason.NOT_A_FILE: (
        "Không đọc được tệp {file}. Kiểm tra tên tệp, và tệp có trống không.",
        "Cannot read the file {file}. Check its name, and that it is not empty.",
    ),
    Reason.NOT_MARC: (
        "Tệp {file} không phải tệp MARC. Chọn tệp .mrc hoặc .xml do phần mềm thư viện xuất ra.",
        "The file {file} is not MARC. Choose a .mrc or .xml file that a library program has written.",
    ),
    Reason.UNKNOWN_FORMAT: (
        "Không nhận ra dạng của {name}. Dùng tệp .mrc, .xml, .json, .xlsx hoặc .csv; --as cho biết dạng.",
        "The form of {name} is unknown. Use .mrc, .xml, .json, .xlsx or .csv; --as tells the form.",
    ),
    Reason.UNKNOWN_ENCODING: (
        "Không có bảng mã “{encoding}”. Các bảng mã dùng được: {known}.",
        "There is no encoding “{encoding}”. Those that are known: {known}.",
    ),
    Reason.NOT_ENROLLED: (
        "Máy này chưa ghi danh với trung tâm. Xin trung tâm tệp ghi danh rồi chạy lệnh enrol.",
        "This PC is not enrolled. Ask the centre for an enrolment file and run enrol.",
    ),
    Reason.BAD_ENROLMENT: ("Xin trung tâm cấp tệp mới.", "Ask the centre for a new one."),
    Reason.ALREADY_SETTLED: (
        "Điểm này đã được đối chiếu rồi. Không cần làm gì thêm.",
        "This has been settled already. There is nothing to do.",
    ),
}

BAD_ENROLMENT: Mapping[str, Both] = {
    "unreadable": ("Không đọc được tệp ghi danh.", "The enrolment file cannot be read."),
    "expired": ("Tệp ghi danh đã hết hạn.", "The enrolment file has expired."),
    "address": ("Tệp ghi danh không có địa chỉ trung tâm.", "The enrolment file holds no address of a centre."),
    "authority": (
        "Tệp ghi danh không có chứng thư của trung tâm.",
        "The enrolment file holds no certificate of the centre.",
    ),
    "bad-code": ("Mã ghi danh này đã được dùng hoặc bị huỷ.", "This enrolment code has been used or withdrawn."),
}
"""By the fact `fault` of a bad enrolment."""

STOPS: Mapping[str, Both] = {
    TryLater.name: (
        "Chưa tới được trung tâm. Thử lại sau {seconds} giây; mọi thay đổi vẫn an toàn ở đây và sẽ được gửi sau.",
        "The centre cannot be reached. Try again in {seconds} seconds; every change is safe here and will be sent.",
    ),
    SignInNeeded.name: (
        "Trung tâm không nhận máy này. Xin tệp ghi danh mới rồi chạy lệnh enrol; số liệu vẫn an toàn ở đây.",
        "The centre does not know this PC. Ask for a new enrolment file and run enrol; everything is safe here.",
    ),
    UpgradeNeeded.name: (
        "Chương trình ở đây và ở trung tâm quá khác phiên bản. Cập nhật Tủ Sách; số liệu vẫn an toàn ở đây.",
        "This program and the centre's are too far apart. Update Tủ Sách; everything is safe here.",
    ),
    ClockWrong.name: (
        "Đồng hồ máy này lệch khoảng {minutes} phút so với trung tâm. Chỉnh ngày giờ rồi đồng bộ lại.",
        "This PC's clock is about {minutes} minutes off the centre's. Set it and sync again.",
    ),
    Revoked.name: (
        "Trung tâm đã thu hồi quyền đồng bộ của máy này. Liên hệ trung tâm; số liệu vẫn an toàn ở đây.",
        "The centre has withdrawn this PC's right to sync. Ask the centre; everything is safe here.",
    ),
    WrongCentre.name: (
        "Máy trả lời không phải trung tâm đã ghi danh. Đừng tin nó; báo người phụ trách kỹ thuật.",
        "Whoever answered is not the centre of the enrolment. Do not trust it; tell your technician.",
    ),
    Interrupted.name: (
        "Đã dừng theo yêu cầu. Lần sau sẽ tiếp tục từ chỗ này.",
        "Stopped as asked. The next run goes on from here.",
    ),
    Stop.name: ("Đồng bộ dừng sớm. Thử lại sau.", "The run ended early. Try again later."),
}

FIELDS: Mapping[str, Both] = {
    "title": ("nhan đề", "title"),
    "name": ("họ tên", "name"),
    "unit": ("mã đơn vị", "unit's code"),
    "password": ("mật khẩu", "password"),
    "card": ("số thẻ", "card number"),
    "barcode": ("mã vạch", "bar code"),
}

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
        "keep và restore cần mã của điểm; list không cần. Xem: tusach conflicts",
        "keep and restore need the point's id, list takes none. See: tusach conflicts",
    ),
    "usage": ("Lệnh chưa đúng: {problem}", "Not like this: {problem}"),
    "not found": ("Không tìm thấy nhan đề nào.", "No title was found."),
    "made": ("Đã tạo thư viện {unit_name} ({unit}).", "Made the library {unit_name} ({unit})."),
    "sample made": (
        "Thư viện mẫu: {titles} nhan đề, {items} bản, {readers} bạn đọc. Mật khẩu: {password}",
        "Sample library: {titles} titles, {items} copies, {readers} readers. Password: {password}",
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
    "exported": ("Đã ghi {written} nhan đề vào {file}.", "Wrote {written} titles to {file}."),
    "title added": ("Đã thêm nhan đề {id}  {title}", "Added the title {id}  {title}"),
    "item added": (
        "Đã thêm bản sách {barcode} ({accession})  {title}",
        "Added the copy {barcode} ({accession})  {title}",
    ),
    "reader added": ("Đã đăng ký thẻ {card}  {reader}", "Registered card {card}  {reader}"),
    "lent": ("Đã cho mượn  {barcode}  {title} → {card}, hạn trả {due}", "Lent  {barcode}  {title} → {card}, due {due}"),
    "returned": ("Đã nhận trả  {barcode}  {title} ← {card}", "Returned  {barcode}  {title} ← {card}"),
    "renewed": (
        "Đã gia hạn  {barcode}  {title}, {card}, hạn trả {due}",
        "Renewed  {barcode}  {title}, {card}, due {due}",
    ),
    "held": ("Đã đặt mượn  {title} cho {card}", "Held  {title} for {card}"),
    "late": ("  (trễ {days_late} ngày)", "  ({days_late} days late)"),
    "waited for": (
        "  Có {waiting_readers} bạn đọc chờ nhan đề này: giữ lại.",
        "  {waiting_readers} readers wait for this title: keep it.",
    ),
    "loan": ("{due}  {card:<10}  {barcode:<12}  {title}", "{due}  {card:<10}  {barcode:<12}  {title}"),
    "loan late": (
        "{due}  {card:<10}  {barcode:<12}  {title}  (quá hạn {days_overdue} ngày)",
        "{due}  {card:<10}  {barcode:<12}  {title}  ({days_overdue} days overdue)",
    ),
    "no loans": ("Không có lượt mượn nào.", "There are no loans."),
    "conflict": (
        "{id}  [{state}] {subject} {field}: đang dùng “{ours}”, bản kia “{theirs}”",
        "{id}  [{state}] {subject} {field}: in use “{ours}”, the other “{theirs}”",
    ),
    "no conflicts": ("Không có điểm nào cần đối chiếu.", "There is nothing to settle."),
    "enrolled": (
        "Đã ghi danh máy này vào {unit_name} ({unit}). Chạy lệnh sync để đồng bộ lần đầu.",
        "Enrolled this PC in {unit_name} ({unit}). Run sync for the first time.",
    ),
    "ran": (
        "Đồng bộ: gửi {sent}, nhận {received}, cần đối chiếu {conflicts} ({bytes_up} B lên, {bytes_down} B xuống)",
        "Synced: sent {sent}, received {received}, conflicts {conflicts} ({bytes_up} B up, {bytes_down} B down)",
    ),
    "status": (
        """{unit_name} ({unit}), máy {device}
  Nhan đề {titles}   Bản sách {items}   Bạn đọc {readers}
  Đang mượn {loans}   Quá hạn {overdue}
  Chờ gửi {waiting}   Cần đối chiếu {conflicts}   Đồng bộ lần cuối {synced}""",
        """{unit_name} ({unit}), device {device}
  Titles {titles}   Copies {items}   Readers {readers}
  On loan {loans}   Overdue {overdue}
  To be sent {waiting}   To be settled {conflicts}   Last synced {synced}""",
    ),
    "check ok": (
        "Thư viện tốt: tệp nguyên vẹn, mọi bảng suy ra đúng.",
        "The library is well: file and tables are sound.",
    ),
    "check failed": (
        "Thư viện có lỗi: {problems}. Đừng xoá gì; lệnh check --rebuild dựng lại các bảng suy ra.",
        "The library has problems: {problems}. Delete nothing; check --rebuild makes the derived tables anew.",
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
