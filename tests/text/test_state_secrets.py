"""Marked secrets are recognised; books about secrets are books."""

from __future__ import annotations

import unicodedata

import pytest

from desktop.library.text.secrets import secret_mark


@pytest.mark.parametrize(
    "text",
    [
        "Mật", "MẬT", "(Mật)", "[Tối mật]", "Tuyệt mật", "Giáo trình nghiệp vụ (Tối mật)", "Độ mật: Mật",
        "Mức độ mật: Tuyệt mật", "Tài liệu mật", "Tài liệu mật, thu hồi sau khi học", "Tài liệu thuộc bí mật nhà nước",
        "Giáo trình trinh sát - MẬT", "T U Y Ệ T  M Ậ T", "[MẬT] Phương án", "Mật: Phương án", "Đóng dấu Mật",
        "giao_trinh_tuyet_mat.mrc", "TAI LIEU TOI MAT", "Lưu hành mật", unicodedata.normalize("NFD", "Tuyệt mật"),
        "Theo Luật. Tài liệu chứa bí mật nhà nước",
    ],
)  # fmt: skip
def test_a_marked_secret_is_seen(text: str):
    assert secret_mark(["Một nhan đề", text])


@pytest.mark.parametrize(
    "text",
    [
        "Harry Potter và phòng chứa bí mật", "Luật Bảo vệ bí mật nhà nước", "Bảo mật thông tin", "Mật mã học", "Mật ong",
        "Bệnh gan - mật", "Sỏi mật", "Mật độ dân số", "Tài liệu mật mã", "Bí mật của may mắn", "Mật thư", "Mất tài liệu",
        "Kỹ năng giữ bí mật nhà nước trong Công an nhân dân", "Tội làm lộ bí mật nhà nước", "Tôi mất", "Mật tông Tây Tạng",
        "Lưu hành nội bộ", "Mat", "Automat", "", "Thông mật", "Bí mật quân sự thời chiến",
    ],
)  # fmt: skip
def test_a_book_about_secrets_ciphers_or_honey_is_welcome(text: str):
    assert not secret_mark([text])


def test_nothing_to_read_is_no_secret():
    assert not secret_mark([])
