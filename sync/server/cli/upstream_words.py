"""What the commands about the centre above say: (Vietnamese, English)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VIETNAM = timezone(timedelta(hours=7))

WORDS: dict[str, tuple[str, str]] = {
    "help upstream": (
        "ghi danh trung tâm này với trung tâm cấp trên bằng một tệp; không có tệp: cho biết tình trạng",
        "enrol this centre at the one above with a file; without a file: tell how things stand",
    ),
    "help enrolment": ("tệp ghi danh do trung tâm cấp trên viết", "the enrolment file that the centre above wrote"),
    "help sync": ("đồng bộ với trung tâm cấp trên", "sync with the centre above"),
    "help --watch": (
        "tiếp tục đồng bộ theo lịch cho đến khi được dừng",
        "go on syncing on schedule until told to stop",
    ),
    "above set": (
        (
            "Trung tâm này nay thuộc {address}, với tên {name} ({region}). Mọi bản ghi sẽ được gửi lên. Khoá của các "
            "đơn vị không đi theo: hãy tự giữ khoá khôi phục của trung tâm này."
        ),
        (
            "This centre now belongs to {address}, as {name} ({region}). All rows will be sent up. The units' keys do "
            "not go with them: keep this centre's recovery key yourselves."
        ),
    ),
    "above none": ("Trung tâm này chưa có trung tâm cấp trên.", "There is no centre above this one yet."),
    "above state": (
        (
            "Trung tâm cấp trên {address}, ở đó là {name} ({region}). Lần đồng bộ gần nhất: {when}. Còn chờ gửi: "
            "{waiting}. Bị để riêng ở trên: {parked}.{stopped}{refusals}{clock}"
        ),
        (
            "The centre above is {address}, where this one is {name} ({region}). Last sync: {when}. Waiting: "
            "{waiting}. Put aside above: {parked}.{stopped}{refusals}{clock}"
        ),
    ),
    "above stopped": (" Lần chạy sau cùng dừng lại: {reason}.", " The latest run stopped: {reason}."),
    "above refused": (
        "\nCấp trên không nhận các đơn vị này từ đây, vì mã của chúng thuộc nơi khác: {units}.",
        "\nThese units are not taken from here, because their codes belong to somebody else above: {units}.",
    ),
    "above clock": (
        "\nĐồng hồ ở đây lệch {minutes} phút so với cấp trên: hãy chỉnh lại, nếu không các bản ghi phải chờ.",
        "\nThe clock here differs from the one above by {minutes} minutes: set it right, or rows will have to wait.",
    ),
    "above synced": (
        "Đã gửi {sent}, đã nhận {received}, cần đối chiếu {conflicts}, còn chờ {waiting}.{aside}{held}{stopped}",
        "Sent {sent}, received {received}, points to settle {conflicts}, waiting {waiting}.{aside}{held}{stopped}",
    ),
    "above aside": (" Cấp trên để riêng {parked} bản ghi.", " The centre above put {parked} rows aside."),
    "above early": (
        " {early} bản ghi mang giờ sớm hơn đồng hồ cấp trên nên còn chờ.",
        " {early} rows bear times ahead of the clock above, and wait.",
    ),
    "no-above": (
        "Chưa có trung tâm cấp trên. Hãy ghi danh bằng: tusach-server upstream TỆP",
        "There is no centre above. Enrol with: tusach-server upstream FILE",
    ),
    "above-busy": (
        "Một chương trình khác của trung tâm này đang đồng bộ với cấp trên.",
        "Another program of this centre is just syncing with the one above.",
    ),
    "above-unreachable": (
        "Chưa ghi danh được với trung tâm cấp trên: {why}. Tệp {file} vẫn dùng được.",
        "Could not enrol at the centre above: {why}. The file {file} is still good.",
    ),
    "unit-below": (
        "Đơn vị {unit} thuộc trung tâm cấp dưới {region}: hãy ghi danh máy của đơn vị ở đó.",
        "The unit {unit} belongs to the centre {region} below: enrol its PCs there.",
    ),
    "not-for-a-centre": (
        (
            "Tệp này ghi danh một máy của đơn vị {unit}, không phải một trung tâm. Cấp trên cần viết tệp bằng: "
            "tusach-server enrol MÃ --centre --name TÊN --out TỆP"
        ),
        (
            "This file enrols a PC of the unit {unit}, not a centre. The centre above has to write it with: "
            "tusach-server enrol CODE --centre --name NAME --out FILE"
        ),
    ),
    "own-enrolment": (
        (
            "Tệp này do chính trung tâm này viết cho {region}: hãy mang đến máy của trung tâm ấy và chạy lệnh ở đó. "
            "Chưa thay đổi gì, tệp vẫn dùng được."
        ),
        (
            "This centre itself wrote the file, for {region}: take it to that centre's machine and run the command "
            "there. Nothing was changed, the file is still good."
        ),
    ),
    "bad-enrolment": ("Không dùng được tệp {file}: {why}.", "The file {file} cannot be used: {why}."),
    "enrolment unreadable": ("không đọc được", "it cannot be read"),
    "enrolment expired": ("đã hết hạn", "it has expired"),
    "enrolment address": ("địa chỉ trong tệp không đúng", "its address is wrong"),
    "enrolment authority": ("chứng thực trong tệp không đúng", "its authority is wrong"),
    "enrolment another-unit": ("tệp thuộc nơi khác", "it is another's"),
    "enrolment bad-code": ("mã trong tệp đã được dùng hoặc không đúng", "its code was used already, or is wrong"),
    "stop try-later": ("cấp trên hoặc đường truyền chưa sẵn sàng", "the centre above or the line is not ready"),
    "stop sign-in-needed": ("cấp trên không biết trung tâm này", "the centre above does not know this one"),
    "stop upgrade-needed": ("một bên cần cập nhật chương trình", "one side needs a newer program"),
    "stop clock-wrong": ("đồng hồ ở đây sai", "the clock here is wrong"),
    "stop revoked": ("cấp trên đã thu hồi trung tâm này", "the centre above has revoked this one"),
    "stop wrong-centre": ("nơi trả lời không phải trung tâm cấp trên", "who answered is not the centre above"),
    "stop interrupted": ("đã được dừng", "it was told to stop"),
}
"""Appended to those of wording."""
_WORTH_TELLING_MS = 3 * 60_000


def filled(name: str, facts: Mapping[str, Any], words: Callable[[str], str]) -> dict[str, Any]:
    """The facts of these sentences with the parts that they are put together from."""
    parts: dict[str, Any] = {}
    reason = words(f"stop {facts['stop']}") if facts.get("stop") else ""
    stopped = words("above stopped").format(reason=reason) if reason else ""
    match name:
        case "above-unreachable":
            parts = {"why": reason}
        case "bad-enrolment":
            parts = {"why": words(f"enrolment {facts['reason']}")}
        case "above synced":
            aside = words("above aside").format(**facts) if facts["parked"] else ""
            held = words("above early").format(**facts) if facts["early"] else ""
            parts = {"aside": aside, "held": held, "stopped": stopped}
        case "above state":
            units = ", ".join(facts["refused"])
            refusals = words("above refused").format(units=units) if units else ""
            minutes = round(facts["clock_offset"] / -60_000)
            wrong = abs(facts["clock_offset"]) > _WORTH_TELLING_MS
            clock = words("above clock").format(minutes=minutes) if wrong else ""
            at = facts["last_sync"]
            when = datetime.fromtimestamp(at // 1000, _VIETNAM).strftime("%d/%m/%Y %H:%M") if at else words("never")
            parts = {"when": when, "stopped": stopped, "refusals": refusals, "clock": clock}
    return {**facts, **parts}


SENTENCES = frozenset({"above-unreachable", "bad-enrolment", "above synced", "above state"})
"""Those that `filled` has to do with."""
