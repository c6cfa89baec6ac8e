"""Draws a case file by file and keeps what is true of it, for the tests that read the pack back."""

from __future__ import annotations

import hashlib
import math
import random
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageFilter

from looks.browser import Browser, Seen, View, save
from looks.talk import Said

JsonValue = object
GRAIN = 7
FILM_RATE = 15
SCROLL_SECONDS = 0.7
SOUND_RATE = 4000
EXIF_DATE, EXIF_MAKE, EXIF_MODEL, EXIF_IFD, EXIF_TAKEN = 0x0132, 0x010F, 0x0110, 0x8769, 0x9003


@dataclass(frozen=True, slots=True)
class Shot:
    """One screenshot of a series: its file, the row it stands at, when it was taken."""

    path: str
    at: str
    captured: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Rest:
    """A place where a screen recording rests: the row at the top, and for how many seconds."""

    at: str
    seconds: float


@dataclass
class Studio:
    """One case being drawn into `folder`."""

    browser: Browser
    folder: Path
    files: list[dict[str, JsonValue]] = field(default_factory=list)
    views: dict[str, list[dict[str, JsonValue]]] = field(default_factory=dict)
    separators: list[dict[str, JsonValue]] = field(default_factory=list)

    def _account(self, path: str, kind: str, captured: datetime | None, note: str) -> None:
        content = (self.folder / path).read_bytes()
        self.files.append(
            {
                "path": path,
                "kind": kind,
                "status": "ignored" if kind == "other" else "used",
                "captured": captured.isoformat() if captured else None,
                "sha256": hashlib.sha256(content).hexdigest(),
                "note": note,
            }
        )

    def chat(
        self, path: str, markup: str, size: tuple[int, int], scale: int, captured: datetime, note: str, *, clocks: bool
    ) -> None:
        """A screenshot of a conversation; what it shows of which message is measured.

        `clocks` tells whether the client prints each message's own time, not only one above a group.
        """
        view = self.browser.view(markup, scale)
        self._chat(path, self.browser.picture(markup, size, scale), view, captured, note, clocks)

    def scrolled(
        self, shots: list[Shot], drawn: Callable[[str, datetime, int], str], size: tuple[int, int], scale: int
    ) -> None:
        """A series of phone screenshots; `drawn` makes the page from where it stands, when, and how high it is.

        A phone moves the rows it has, it does not draw them anew: so all of the conversation is drawn once, and each
        screenshot is cut from it. Drawn one by one, round edges differ by a few levels.
        """
        first = shots[0]
        whole = self.browser.view(drawn("start", first.captured, size[1]), scale)
        height = size[1] - whole.height + whole.whole
        strip = self.browser.picture(drawn("start", first.captured, height), (size[0], height), scale)
        for shot in shots:
            markup = drawn(shot.at, shot.captured, size[1])
            view = self.browser.view(markup, scale)
            picture = self.browser.picture(markup, size, scale)
            top = (view.top + view.rolled) * scale
            rows = strip.crop((0, top, size[0] * scale, top + view.height * scale))
            picture.paste(rows, (0, view.top * scale))
            self._chat(shot.path, picture, view, shot.captured, shot.note, clocks=False)

    def recorded(
        self, path: str, rests: list[Rest], captured: datetime, note: str,
        drawn: Callable[[str, datetime, int], str], size: tuple[int, int], scale: int,
    ) -> None:  # fmt: skip
        """A screen recording of a finger scrolling from rest to rest; each view says when it is in the recording.

        The pictures are MPEG-4: what the free OpenCV wheel can write everywhere.
        """
        import cv2
        import numpy as np

        whole = self.browser.view(drawn("start", captured, size[1]), scale)
        height = size[1] - whole.height + whole.whole
        strip = self.browser.picture(drawn("start", captured, height), (size[0], height), scale)
        views = [self.browser.view(drawn(rest.at, captured, size[1]), scale) for rest in rests]
        still = self.browser.picture(drawn(rests[0].at, captured, size[1]), size, scale)
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        code = cv2.VideoWriter.fourcc(*"mp4v")
        film = cv2.VideoWriter(str(self.folder / path), code, FILM_RATE, (size[0] * scale, size[1] * scale))
        count = 0

        def show(rolled: float) -> None:
            nonlocal count
            top = round((whole.top + rolled) * scale)
            rows = strip.crop((0, top, size[0] * scale, top + whole.height * scale))
            still.paste(rows, (0, whole.top * scale))
            film.write(cv2.cvtColor(np.asarray(still), cv2.COLOR_RGB2BGR))
            count += 1

        for number, (rest, view) in enumerate(zip(rests, views, strict=True)):
            at = round(count / FILM_RATE, 2)
            for _ in range(round(rest.seconds * FILM_RATE)):
                show(view.rolled)
            for seen in view.seen:
                if not seen.id.startswith("t."):
                    kept = {
                        "file": path,
                        "box": list(seen.box),
                        "partial": seen.partial,
                        "at": at,
                        "prints_time": False,
                    }
                    self.views.setdefault(seen.id.split(".")[0], []).append(kept)
            if number + 1 < len(views):
                steps = round(SCROLL_SECONDS * FILM_RATE)
                for step in range(1, steps):
                    part = (1 - math.cos(math.pi * step / steps)) / 2  # a finger speeds up and slows down
                    show(view.rolled + part * (views[number + 1].rolled - view.rolled))
        film.release()
        self._account(path, "recording", captured, note)

    def sound(self, path: str, seconds: float, captured: datetime, note: str) -> None:
        """A sound recording of a soft hum: what it says stands in the transcript beside it."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(self.folder / path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(1)
            sound.setframerate(SOUND_RATE)
            count = round(seconds * SOUND_RATE)
            sound.writeframes(bytes(128 + round(6 * math.sin(n / 9)) for n in range(count)))
        self._account(path, "recording", captured, note)

    def _chat(self, path: str, picture: Image.Image, view: View, captured: datetime, note: str, clocks: bool) -> None:
        save(picture, self.folder / path)
        self._account(path, "chat", captured, note)
        for seen in view.seen:
            self._keep(path, seen, clocks)

    def _keep(self, path: str, seen: Seen, clocks: bool) -> None:
        view: dict[str, JsonValue] = {"file": path, "box": list(seen.box), "partial": seen.partial}
        if seen.id.startswith("t."):
            self.separators.append({"text": seen.text} | view)
        else:
            views = self.views.setdefault(seen.id.split(".")[0], [])
            views.append(view | {"prints_time": clocks})

    def shot(
        self, path: str, kind: str, markup: str, size: tuple[int, int], scale: int, captured: datetime, note: str
    ) -> None:
        """A screenshot of something else."""
        save(self.browser.picture(markup, size, scale), self.folder / path)
        self._account(path, kind, captured, note)

    def photo(self, path: str, markup: str, size: tuple[int, int], taken: datetime, note: str) -> None:
        """A picture as a phone's camera takes it: a little soft, a little grainy, with the time inside."""
        drawn = self.browser.picture(markup, size, 1).filter(ImageFilter.GaussianBlur(0.6))
        dice = random.Random(path)  # noqa: S311 - grain of a drawn photograph, no secret
        noise = Image.frombytes(
            "L",
            (size[0] // 2, size[1] // 2),
            bytes(dice.randrange(GRAIN) for _ in range(size[0] // 2 * (size[1] // 2))),
        ).resize(size, Image.Resampling.BILINEAR)
        drawn = Image.blend(drawn, Image.merge("RGB", (noise, noise, noise)), 0.04)
        exif = Image.Exif()
        exif[EXIF_MAKE], exif[EXIF_MODEL] = "Sample", "Drawn picture"
        exif[EXIF_DATE] = f"{taken:%Y:%m:%d %H:%M:%S}"
        exif.get_ifd(EXIF_IFD)[EXIF_TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
        save(drawn, self.folder / path, exif)
        self._account(path, "photo", taken, note)

    def paper(self, path: str, kind: str, markup: str, printed: datetime, note: str) -> None:
        """A PDF with its text layer."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.browser.pdf(markup, target, f"{printed:%Y%m%d%H%M%S}")
        self._account(path, kind, printed, note)

    def text(self, path: str, kind: str, content: str, note: str) -> None:
        """A text file as it stands; `case` is the case file, which is no exhibit."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(content, "utf-8")
        if kind != "case":
            self._account(path, kind, None, note)

    def messages(self, said: list[Said], names: dict[str, str]) -> list[dict[str, JsonValue]]:
        """All that was said, in order, each once with every view of it.

        Raises:
            ValueError: where something is in no picture.
        """
        hidden = [one.id for one in said if one.id not in self.views]
        if hidden:
            raise ValueError(f"no picture shows {hidden}")
        speaker = {"buyer": "buyer", "card": "buyer", "seller": "seller", "auto": "seller", "notice": "system"}
        kind = {"notice": "system", "card": "card", "auto": "auto"}
        return [
            {
                "id": one.id,
                "speaker": speaker[one.who],
                "kind": kind.get(one.who, "text"),
                "name": names.get(speaker[one.who]),
                "text": one.text,
                "time": one.at.isoformat(),
                "views": self.views[one.id],
            }
            for one in said
        ]
