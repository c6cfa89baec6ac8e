"""Write the sRGB profile that packs name as their output intent: `python tools/make_profile.py`.

Little CMS computes it (through Pillow); its date is fixed, so that the same version gives the same bytes, and it is
declared as version 4.2, whose tags alone it uses (ISO 15076-1, the version that PDF/A-3 refers to).
"""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import ImageCms

TARGET = Path(__file__).resolve().parents[1] / "evidence" / "seal" / "srgb.icc"
VERSION, MADE = 0x04200000, (2026, 11, 21, 0, 0, 0)


def main() -> None:
    """Write the file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    struct.pack_into(">I", profile, 8, VERSION)
    struct.pack_into(">6H", profile, 24, *MADE)
    TARGET.write_bytes(profile)


if __name__ == "__main__":
    main()
