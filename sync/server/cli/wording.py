"""The sentences of tusach-server: Vietnamese, or English with TUSACH_LANG=en."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sync.server.cli import bundle_words, file_words, safety_words, upstream_words

if TYPE_CHECKING:
    from collections.abc import Mapping

VIETNAM = timezone(timedelta(hours=7))
"""Whatever the server's own clock shows: the units are all here."""

_WORDS: dict[str, tuple[str, str]] = {
    "about": (
        "Trung tâm của Tủ Sách: nơi các thư viện đơn vị thống nhất dữ liệu.",
        "The centre of Tủ Sách, with which the units' libraries agree.",
    ),
    "command": ("LỆNH", "COMMAND"),
    "commands": ("các lệnh", "commands"),
    "options": ("tuỳ chọn", "options"),
    "arguments": ("của lệnh này", "arguments"),
    "usage: ": ("cách dùng: ", "usage: "),
    "usage": ("Lệnh chưa đúng: {problem}", "Not like this: {problem}"),
    "help --help": ("giúp đỡ này", "this help"),
    "help --data": (
        "thư mục của trung tâm (hoặc biến TUSACH_DATA)",
        "the centre's folder (or the variable TUSACH_DATA)",
    ),
    "help --database": (
        "cơ sở dữ liệu PostgreSQL của trung tâm, nếu không nằm trong thư mục (hoặc biến TUSACH_DATABASE)",
        "the centre's PostgreSQL database when it is not in the folder (or the variable TUSACH_DATABASE)",
    ),
    "help --behind-proxy": (
        "phục vụ HTTP thường cho một máy chủ trung gian giữ TLS",
        "serve plain HTTP for a proxy that ends TLS",
    ),
    "help --json": ("mỗi kết quả là một dòng JSON", "one line of JSON for each result"),
    "help init": ("tạo một trung tâm mới", "make a new centre"),
    "help serve": ("phục vụ các đơn vị qua HTTPS", "serve the units over HTTPS"),
    "help enrol": ("viết tệp ghi danh cho một máy của đơn vị", "write an enrolment file for one PC of a unit"),
    "help units": ("các đơn vị và máy của họ", "the units and their devices"),
    "help revoke": ("thu hồi quyền đồng bộ của một máy", "withdraw a device's right to sync"),
    "help find": ("tìm nhan đề của mọi đơn vị", "find titles of all units"),
    "help check": ("kiểm tra cơ sở dữ liệu", "check the database"),
    "help dir": ("thư mục mới", "the new folder"),
    "help unit": ("mã đơn vị", "the unit's code"),
    "help device": ("mã máy (xem lệnh units)", "the device's id (see units)"),
    "help query": ("các từ cần tìm, có dấu hay không dấu", "words to find, with or without marks"),
    "help --name": ("tên", "name"),
    "help --address": ("tên máy hoặc địa chỉ mà các đơn vị dùng", "host name or address that the units use"),
    "help --port": ("cổng; 0: cổng trống bất kỳ", "port; 0 takes any free one"),
    "help --host": ("chỉ nghe ở địa chỉ này", "listen on this address only"),
    "help --out": ("tệp ghi danh, hoặc thư mục của gói trả lời", "the enrolment file, or the folder for answers"),
    "help --limit": ("nhiều nhất bao nhiêu kết quả", "at most this many results"),
    "help --operator": (
        "máy của đơn vị này cũng được trông coi trung tâm",
        "from this PC of the unit the centre may be looked after, too",
    ),
    "help --centre": ("dành cho một trung tâm cấp dưới", "for a centre below this one"),
    "help --days": ("tệp dùng được bao nhiêu ngày", "for how many days the file is good"),
    "help --recovery-key": (
        "tệp khoá khôi phục, nếu không nằm trong thư mục của trung tâm",
        "the file of the recovery key, when it is not in the centre's folder",
    ),
    "made": (
        "Đã tạo trung tâm “{name}” trong {folder}.\n{notice}",
        "Made the centre “{name}” in {folder}.\n{notice}",
    ),
    "keyless notice": (
        (
            "Các đơn vị ghi danh từ bản cũ, chưa có khoá, nên tên bạn đọc của họ còn tới đây ở dạng đọc được: {units}. "
            "Hãy viết cho mỗi đơn vị một tệp ghi danh mới (lệnh enrol); khi một máy của đơn vị dùng tệp đó, tên được "
            "mã hoá lại."
        ),
        (
            "These units enrolled with an older version and have no key, so their readers' names still come here in "
            "clear: {units}. Write each a new enrolment file (enrol); once one PC of the unit uses it, they are sealed."
        ),
    ),
    "recovery notice": (
        (
            "Khoá khôi phục còn nằm ở {recovery_key}. Hãy chép tệp này ra hai thẻ nhớ, cất ở hai nơi có khoá, rồi xoá "
            "khỏi máy này: ai có tệp này và cơ sở dữ liệu thì đọc được tên bạn đọc của mọi đơn vị. Khi mọi máy của "
            "một đơn vị đều hỏng, chỉ tệp này mở lại được tên bạn đọc (enrol --recovery-key)."
        ),
        (
            "The recovery key still lies in {recovery_key}. Copy this file to two sticks, lock them away in two "
            "places, then delete it here: who has this file and the database can read the names of all units' readers. "
            "When all PCs of a unit are lost, only this file opens the readers' names again (enrol --recovery-key)."
        ),
    ),
    "enrolment unkeyed": (
        (
            " Khoá khôi phục không ở đây nên tệp không mang khoá của đơn vị: máy mới sẽ hiện tên bạn đọc là “đã khoá” "
            "cho đến khi một máy khác của đơn vị đồng bộ và trao khoá."
        ),
        (
            " The recovery key is not here, so the file does not carry the unit's key: the new PC shows readers' names "
            "as “locked” until another PC of the unit has synced and handed the key on."
        ),
    ),
    "two-roles": (
        "Chỉ chọn một: --operator hoặc --centre.",
        "Choose one: --operator or --centre.",
    ),
    "bad-days": (
        "--days phải từ 1 đến {most}, không phải {days}.",
        "--days is from 1 to {most}, not {days}.",
    ),
    "no-recovery-key": ("{file} không phải tệp khoá khôi phục.", "{file} is not the file of a recovery key."),
    "other-recovery-key": (
        "Khoá khôi phục này không thuộc trung tâm này: nó không mở được khoá của đơn vị. Chưa viết gì cả.",
        "This recovery key is not this centre's: it does not open the unit's key. Nothing was written.",
    ),
    "enrolment": (
        "Đã viết {file} cho {unit_name} ({unit}). Tệp này chỉ ghi danh được một máy, trước {expires}.",
        "Wrote {file} for {unit_name} ({unit}). It enrols one device, before {expires}.",
    ),
    "line": ("{text}", "{text}"),
    "help page-password": (
        "đặt mật khẩu cho trang tình trạng các đơn vị",
        "set the password for the web page of the units' state",
    ),
    "help --remove": ("bỏ mật khẩu: trang ấy đóng lại", "remove the password: that page closes"),
    "help pages": ("bật hoặc tắt trang web của trung tâm", "switch the centre's web page on or off"),
    "help state": ("bật (on) hoặc tắt (off)", "on or off"),
    "new page password": ("Mật khẩu mới: ", "New password: "),
    "again": ("Gõ lại: ", "Again: "),
    "page password set": (
        "Đã đặt mật khẩu. Xem tình trạng các đơn vị ở trang /units của trung tâm.",
        "The password is set. See how the units are at /units of the centre.",
    ),
    "page password removed": ("Đã bỏ mật khẩu; trang /units đã đóng.", "The password is removed; /units is closed."),
    "pages on": ("Trang web của trung tâm đã bật.", "The centre's web page is on."),
    "pages off": ("Trang web của trung tâm đã tắt.", "The centre's web page is off."),
    "short-password": ("Mật khẩu cần ít nhất {least} ký tự.", "The password needs at least {least} characters."),
    "two-passwords": ("Hai lần gõ khác nhau; chưa đổi gì.", "The two differ; nothing was changed."),
    "help --state": ("chỉ các đơn vị ở tình trạng này", "only units in this state"),
    "no units": (
        "Chưa có đơn vị nào. Hãy ghi danh bằng: tusach-server enrol MÃ --name TÊN --out TỆP",
        "There is no unit yet. Enrol one with: tusach-server enrol CODE --name NAME --out FILE",
    ),
    "unit columns": (
        "Mã|Đơn vị|Tình trạng|Qua mạng|Qua USB|Chờ gửi|Đối chiếu|Để riêng|Lệch giờ",
        "Code|Unit|State|By line|By stick|To send|To settle|Aside|Clock",
    ),
    "state ok": ("tốt", "well"),
    "state quiet": ("im lặng", "quiet"),
    "state behind": ("gửi chưa hết", "behind"),
    "state clock": ("đồng hồ sai", "wrong clock"),
    "state conflicts": ("cần đối chiếu", "to be settled"),
    "state revoked": ("đã thu hồi", "revoked"),
    "role desk": ("máy của đơn vị", "a unit's PC"),
    "role operator": ("máy điều hành", "operator's PC"),
    "role centre": ("trung tâm cấp dưới", "centre below"),
    "never measured": ("–", "–"),
    "seconds": ("{number} giây", "{number} s"),
    "device line": (
        "    {device}  {name}: {role}, {state}, bản {program}, liên lạc {seen}",
        "    {device}  {name}: {role}, {state}, version {program}, last contact {seen}",
    ),
    "active": ("đang dùng", "active"),
    "revoked state": ("đã thu hồi", "revoked"),
    "never": ("chưa bao giờ", "never"),
    "revoked": ("Máy {device} không đồng bộ được nữa.", "Device {device} can no longer sync."),
    "title": ("{title} / {author} – {year}  [{units}]", "{title} / {author} – {year}  [{units}]"),
    "check ok": ("Cơ sở dữ liệu tốt.", "The database is well."),
    "check": ("Cơ sở dữ liệu có lỗi:\n{problems}", "The database has problems:\n{problems}"),
    "exists": (
        "{folder} đã có một trung tâm. Hãy chọn thư mục khác.",
        "There is a centre in {folder} already. Choose another folder.",
    ),
    "not-empty": (
        "{folder} không trống. Hãy chọn một thư mục mới hoặc trống.",
        "{folder} is not empty. Choose a new or empty folder.",
    ),
    "bad-address": (
        "“{address}” không phải tên máy hay địa chỉ: chỉ gồm chữ không dấu, số, dấu chấm, gạch nối.",
        "“{address}” is not a host name or address: plain letters, digits, dots and dashes only.",
    ),
    "no-port": (
        "Không nghe được ở {host}, cổng {port}: {system}. Hãy chọn cổng khác bằng --port.",
        "Cannot listen on {host}, port {port}: {system}. Choose another with --port.",
    ),
    "no-centre": (
        "{folder} không có trung tâm. Hãy tạo bằng: tusach-server init {folder}",
        "There is no centre in {folder}. Make one with: tusach-server init {folder}",
    ),
    "newer-schema": (
        "Cơ sở dữ liệu này thuộc một phiên bản mới hơn ({schema} > {known}). Hãy cập nhật chương trình.",
        "This database belongs to a newer version ({schema} > {known}). Update the program.",
    ),
    "bad-unit": (
        "“{unit}” không dùng làm mã đơn vị được: chỉ gồm chữ, số, dấu chấm, gạch nối.",
        "“{unit}” cannot be a unit's code: letters, digits, dots and dashes only.",
    ),
    "no-name": (
        "Đơn vị {unit} còn mới: hãy cho biết tên bằng --name.",
        "The unit {unit} is new: say its name with --name.",
    ),
    "no-device": ("Không có máy {device}. Xem lệnh units.", "There is no device {device}. See the command units."),
    "no-folder": ("Hãy cho biết thư mục của trung tâm bằng --data.", "Say the centre's folder with --data."),
    "bad-database": (
        "--database cần một địa chỉ dạng postgresql://người-dùng@máy/tên-cơ-sở-dữ-liệu.",
        "--database takes an address like postgresql://user@host/name-of-database.",
    ),
    "database-in-use": (
        "Cơ sở dữ liệu này đã thuộc một trung tâm. Hãy tạo một cơ sở dữ liệu trống cho trung tâm mới.",
        "This database belongs to a centre already. Make an empty one for the new centre.",
    ),
    "try-later": (
        "Cơ sở dữ liệu của trung tâm chưa trả lời. Hãy thử lại sau ít phút.",
        "The centre's database does not answer just now. Try again in a few minutes.",
    ),
    "no-database": (
        "Không dùng được cơ sở dữ liệu trong {folder}: {system}",
        "Cannot use the database in {folder}: {system}",
    ),
    "disk-full": (
        "Ổ đĩa của {file} đã đầy: chưa ghi được. Giải phóng chỗ rồi làm lại.",
        "The disk of {file} is full: nothing was written. Make room and try again.",
    ),
    "no-access": ("Không dùng được {file}: {system}", "Cannot use {file}: {system}"),
}

_WORDS |= safety_words.WORDS | bundle_words.WORDS | file_words.WORDS | upstream_words.WORDS


def words(name: str) -> str:
    """A text in the person's language."""
    return _WORDS[name][is_english()]


def is_english() -> bool:
    """Whether the person asked for English."""
    return os.environ.get("TUSACH_LANG", "vi").lower().startswith("en")


def sentence(name: str, facts: Mapping[str, Any]) -> str:
    """A sentence with its facts filled in."""
    if name in upstream_words.SENTENCES:
        facts = upstream_words.filled(name, facts, words)
    match name:
        case "enrolment":
            text = words(name).format(**{**facts, "expires": _day(facts["expires"])})
            return text if facts.get("keyed", True) or facts["role"] == "centre" else text + words("enrolment unkeyed")
        case "made":
            return words(name).format(**facts, notice=words("recovery notice").format(**facts))
        case "bundle written" if facts["removed"]:
            return words(name).format(**facts) + words("bundles removed").format(names=", ".join(facts["removed"]))
        case "bundle manifest":
            answers = words("bundle answers").format(**facts) if facts["answers"] else ""
            return words(name).format(**{**facts, "direction": words(facts["direction"]), "answers": answers})
        case "title":
            return words(name).format(**{**facts, "units": ", ".join(facts["units"])})
        case "check":
            said = words("check ok") if facts["ok"] else words(name).format(problems="\n".join(facts["problems"]))
            last = facts["last_backup"]
            said += "\n" + (words("last backup").format(at=_moment(last)) if last else words("no backup"))
            if "units_without_key" in facts:
                said += "\n" + words("keyless notice").format(units=", ".join(facts["units_without_key"]))
            return f"{said}\n{words('recovery notice').format(**facts)}" if "recovery_key" in facts else said
        case "restored":
            return words(name).format(**{**facts, "made": _moment(facts["made"])})
    return words(name).format(**facts)


def in_vietnam(ms: int) -> str:
    """A moment (UTC ms) as ISO 8601 in Việt Nam's time."""
    return datetime.fromtimestamp(ms // 1000, VIETNAM).isoformat()


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(VIETNAM).strftime("%d/%m/%Y")
