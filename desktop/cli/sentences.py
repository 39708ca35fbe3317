"""Why the library says no and a run ends early, in both languages, (Vietnamese, English), as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.money_sentences import OF_MONEY
from desktop.cli.reader_sentences import OF_READERS
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
    Reason.OF_ANOTHER_TITLE: (
        "{barcode} không phải bản của nhan đề đã nêu, mà của “{title}” ({title_id}). Sửa mã cuốn, hoặc mã nhan đề.",
        "{barcode} is no copy of the title given, but of “{title}” ({title_id}). Correct the code, or the title's id.",
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
        "The reader has {loans} {loans:loan|loans}, at most {limit}. Take something back, or use --override.",
    ),
    Reason.TYPE_LIMIT_REACHED: (
        "Bạn đọc đang mượn {loans} cuốn của loại này, mức tối đa là {limit}. Nhận trả bớt, hoặc dùng --override.",
        "The reader has {loans} {loans:loan|loans} of this type, at most {limit}. Take one back, or use --override.",
    ),
    Reason.HAS_OVERDUE: (
        "Bạn đọc có {overdue} cuốn quá hạn. Nhận trả trước, hoặc dùng --override.",
        "The reader has {overdue} overdue {overdue:loan|loans}. Take {overdue:it|them} back first, or use --override.",
    ),
    Reason.NO_MORE_RENEWALS: (
        "{barcode} đã gia hạn {renewals} lần, hết lượt. Nhận trả, hoặc dùng --override.",
        "{barcode} has been renewed {renewals} {renewals:time|times} already. Take it back, or use --override.",
    ),
    Reason.HELD_FOR_ANOTHER: (
        "Có {waiting} bạn đọc đang chờ nhan đề này. Giữ lại cho người đặt trước, hoặc dùng --override.",
        "{waiting} {waiting:reader waits|readers wait} for this title. Keep it for the first, or use --override.",
    ),
    Reason.ALREADY_HELD: (
        "Bạn đọc này đã đặt mượn nhan đề này, thứ {place} trong hàng chờ. Không cần làm gì thêm.",
        "This reader waits for the title already, as number {place}. There is nothing to do.",
    ),
    Reason.NO_RULE: (
        "Chưa có quy định mượn cho bạn đọc loại {category} với sách loại {item_type}. Báo người phụ trách.",
        "There is no rule for readers {category} and items {item_type}. Tell whoever is in charge.",
    ),
    Reason.NO_OWN_RULE: (
        "{category} – {item_type} không có quy tắc riêng để bỏ; quy tắc chung nhất thì luôn còn. Xem: tusach rules.",
        "{category} – {item_type} has no rule of its own to drop; the most general one always stays. See: tusach rules.",
    ),
    Reason.CLOCK_UNCERTAIN: (
        "Đồng hồ máy này chỉ {now_ms} và có vẻ sai; hạn trả sẽ sai theo. Chỉnh đồng hồ, hoặc dùng --override.",
        "This PC's clock says {now_ms}, which seems wrong; due days would be, too. Set it, or use --override.",
    ),
    Reason.STALE_DATA: (
        "Máy này nghe tin từ trung tâm lần cuối cách đây {days} ngày. Đồng bộ rồi làm lại, hoặc dùng --override.",
        "This PC last heard from the centre {days} {days:day|days} ago. Sync and try again, or use --override.",
    ),
    Reason.NOT_CLEARED: (
        "{barcode} là tài liệu nội bộ, bạn đọc này không thuộc diện được xem. Chọn tài liệu khác.",
        "{barcode} is internal, and this reader may not see it. Choose another document.",
    ),
    Reason.NEEDS_APPROVAL: (
        "{barcode} là tài liệu hạn chế, chỉ đọc tại chỗ khi có văn bản cho phép. Ghi số văn bản, ngày, người duyệt và mục đích.",
        "{barcode} is restricted: on site only, with an approval. Give its number, day, approver and purpose.",
    ),
    Reason.ON_HOLD_SHELF: (
        "{barcode} đang để dành cho thẻ {first}. Để lại trên giá đặt mượn, hoặc dùng --override.",
        "{barcode} is put aside for card {first}. Leave it on the hold shelf, or use --override.",
    ),
    Reason.TOO_MANY_HOLDS: (
        "Bạn đọc đang đặt mượn {holds} nhan đề, mức tối đa là {limit}. Bỏ bớt một lượt, hoặc dùng --override.",
        "The reader has {holds} {holds:hold|holds}; the limit is {limit}. Cancel one, or use --override.",
    ),
    Reason.NO_SUCH_HOLD: (
        "Lượt đặt mượn này không còn chờ nữa. Xem lại bằng lệnh holds.",
        "This hold is not waiting any more. Look again with holds.",
    ),
    Reason.TOO_EARLY_TO_RENEW: (
        "{barcode} được gia hạn từ ngày {from_day}. Đợi gần đến hạn, hoặc dùng --override.",
        "{barcode} may be renewed from {from_day}. Wait until it is nearly due, or use --override.",
    ),
    Reason.OWES: (
        "Bạn đọc còn nợ {owed} đồng. Thu bằng lệnh pay, hoặc dùng --override.",
        "The reader owes {owed} đồng. Take it with pay, or use --override.",
    ),
    **OF_MONEY,
    Reason.NOT_LOST: (
        "{barcode} không ghi là mất. Không cần làm gì thêm.",
        "{barcode} is not noted as lost. There is nothing to do.",
    ),
    Reason.SELF_SERVICE_OFF: (
        "Thư viện chưa cho bạn đọc tự phục vụ. Bật bằng lệnh set-terms.",
        "Readers may not serve themselves here. Switch it on with set-terms.",
    ),
    Reason.NOT_YOURS: (
        "{barcode} không ghi là bạn đọc này đang mượn. Đưa cuốn sách cho thủ thư.",
        "{barcode} is not noted as this reader's. Hand it to the librarian.",
    ),
    **OF_READERS,
    Reason.UNKNOWN_PLACEHOLDER: (
        "Mẫu này không biết mục “{name}”. Các mục dùng được: {known}.",
        "This letter does not know “{name}”. It knows: {known}.",
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
        "Ngày giờ “{value}” không dùng được. Ghi dạng 2026-12-31; với --at, từ năm 2000 đến giờ hiện tại.",
        "The date “{value}” cannot be used. Write 2026-12-31; with --at, from the year 2000 until now.",
    ),
    Reason.INVALID_SETTING: (
        "Không đặt được {field} là “{value}”. Xem các giá trị dùng được: tusach set-rule --help, tusach set-terms --help.",
        "{field} cannot be “{value}”. See what it takes: tusach set-rule --help, tusach set-terms --help.",
    ),
    Reason.CANNOT_LISTEN: (
        "Không mở được cổng {port} ở địa chỉ {host}. Chọn cổng khác bằng --port, hoặc địa chỉ khác bằng --host.",
        "Port {port} at {host} cannot be opened. Choose another with --port, or another address with --host.",
    ),
    Reason.INVALID_PRICE: (
        "Giá “{value}” không đọc được. Ghi số đồng, ví dụ 95000 hoặc 95.000, hoặc bỏ --price.",
        "The price “{value}” cannot be read. Write đồng, as 95000 or 95.000, or leave --price out.",
    ),
    Reason.STATE_SECRET: (
        "Có dấu hiệu bí mật nhà nước. Không nhập vào máy này; báo người phụ trách bảo mật.",
        "It bears the mark of a state secret. Keep it off this PC; tell whoever is in charge of secrecy.",
    ),
    Reason.LOCKED: (
        "{field} đã khoá: máy này chưa có khoá của đơn vị. Đồng bộ một máy khác của đơn vị, rồi đồng bộ máy này.",
        "The {field} is locked: this PC lacks its unit's key. Sync another PC of the unit, then this one.",
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
    Reason.NO_ROOM_TO_UPGRADE: (
        "Nâng cấp thư viện của bản trước cần {needed} MB, ổ đĩa còn {free} MB. Chưa đổi gì; dọn ổ đĩa rồi làm lại.",
        "Upgrading this older library takes {needed} MB, the disk has {free} MB. Nothing was changed; make room first.",
    ),
    Reason.NOT_A_FILE: (
        "Không đọc được tệp {file}. Kiểm tra tên tệp, và tệp có trống không.",
        "Cannot read the file {file}. Check its name, and that it is not empty.",
    ),
    Reason.NOT_A_BACKUP: (
        "Tệp {file} không phải bản sao lưu của Tủ Sách. Chọn tệp do lệnh backup viết.",
        "The file {file} is not a backup of Tủ Sách. Choose one that the command backup has written.",
    ),
    Reason.FILE_TOO_LARGE: (
        "Tệp {file} quá lớn. Giảm dung lượng tệp, hoặc nâng mức cho phép: tusach files --largest SỐ_MB.",
        "The file {file} is too large. Make it smaller, or raise the limit: tusach files --largest MB.",
    ),
    Reason.FILE_NOT_HERE: (
        "Nội dung tệp {file} chưa về máy này. Các lần đồng bộ tới sẽ lấy tệp này trước.",
        "The content of {file} is not on this PC yet. The next syncs fetch it first.",
    ),
    Reason.NOT_MARC: (
        "Tệp {file} không phải tệp MARC. Chọn tệp .mrc hoặc .xml do phần mềm thư viện xuất ra.",
        "The file {file} is not MARC. Choose a .mrc or .xml file that a library program has written.",
    ),
    Reason.UNKNOWN_FORMAT: (
        "Không nhận ra dạng của {name}. Dùng tệp .mrc, .xml, .json, .xlsx, .csv (ghi bù: .koc, .xacts, PMB); --as cho biết dạng.",
        "The form of {name} is unknown. Use .mrc, .xml, .json, .xlsx, .csv (late entry: .koc, .xacts, PMB); --as tells the form.",
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
    Reason.NO_CENTRE_KEY: (
        "Máy này ghi danh bằng tệp cũ, chưa đồng bộ qua USB được. Xin trung tâm tệp ghi danh mới rồi chạy lệnh enrol.",
        "This PC was enrolled with an old file and cannot sync by stick. Ask the centre for a new one and run enrol.",
    ),
    Reason.NO_BUNDLE: (
        "Không thấy gói đồng bộ nào gửi cho máy này trong {file}. Kiểm tra USB, hoặc xin trung tâm viết gói trả lời.",
        "No bundle for this PC was found in {file}. Check the stick, or ask the centre for an answer.",
    ),
    Reason.NOT_A_BUNDLE: (
        "Tệp {file} không phải gói đồng bộ. Chọn tệp .tusach do trung tâm viết.",
        "The file {file} is not a bundle. Choose a file .tusach that the centre has written.",
    ),
    Reason.BUNDLE_ALTERED: (
        "Gói {file} bị hỏng hoặc bị sửa, nên không nhận gì. Xin trung tâm viết lại; số liệu ở đây vẫn nguyên vẹn.",
        "The bundle {file} is damaged or altered; nothing was taken. Ask the centre for another; all is safe here.",
    ),
    Reason.BUNDLE_FOR_ANOTHER: (
        "Gói {file} không phải của trung tâm gửi cho máy này. Chọn gói khác, hoặc xin trung tâm viết lại.",
        "The bundle {file} is not from this PC's centre for this PC. Choose another, or ask the centre for one.",
    ),
    Reason.STICK_FAILING: (
        "Đọc lại gói vừa viết thấy không đúng: USB này có thể hỏng. Dùng USB khác; không có gì bị mất.",
        "What was written could not be read back: the stick may be failing. Use another; nothing is lost.",
    ),
    Reason.ALREADY_SETTLED: (
        "Điểm này đã được đối chiếu rồi. Không cần làm gì thêm.",
        "This has been settled already. There is nothing to do.",
    ),
    Reason.NOT_TWICE: (
        "Điểm này không phải một số đứng hai lần. Dùng keep hoặc restore.",
        "This is no number that stands twice. Use keep or restore.",
    ),
    Reason.NOT_SETTLED: (
        "Điểm này chưa được đối chiếu. Không có gì để hoàn tác.",
        "This has not been settled. There is nothing to take back.",
    ),
    Reason.CHANGED_SINCE: (
        "Chưa hoàn tác được: mục này đã được sửa tiếp sau khi đối chiếu. Sửa lại chính mục đó.",
        "It cannot be taken back: the thing has been changed again since. Amend the thing itself.",
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
        (
            "The centre cannot be reached. Try again in {seconds} {seconds:second|seconds}; every change is safe here "
            "and will be sent."
        ),
    ),
    SignInNeeded.name: (
        "Trung tâm không nhận máy này, có thể vì vừa được khôi phục. Xin tệp ghi danh mới, chạy enrol; số liệu an toàn.",
        "The centre does not know this PC; perhaps it was put back. Get a new enrolment file, run enrol; all is safe here.",
    ),
    UpgradeNeeded.name: (
        "Chương trình ở đây và ở trung tâm quá khác phiên bản. Cập nhật Tủ Sách; số liệu vẫn an toàn ở đây.",
        "This program and the centre's are too far apart. Update Tủ Sách; everything is safe here.",
    ),
    ClockWrong.name: (
        "Đồng hồ máy này lệch khoảng {minutes} phút so với trung tâm. Chỉnh ngày giờ rồi đồng bộ lại.",
        "This PC's clock is about {minutes} {minutes:minute|minutes} off the centre's. Set it and sync again.",
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
