"""Where files lie below the storage folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Storage:
    """Paths of originals and of everything derived from them; makes no folder and opens no file."""

    root: Path

    @property
    def originals(self) -> Path:
        """The kept files, under the hierarchy and names that they arrived with."""
        return self.root / "originals"

    @property
    def staging(self) -> Path:
        """Uploads and copies on their way in; same file system as `originals`."""
        return self.root / ".staging"

    @property
    def sent(self) -> Path:
        """Files that are sent in parts, until they are whole."""
        return self.staging / "sent"

    @property
    def duplicates(self) -> Path:
        """Inbox files whose content was known already, under their hierarchy."""
        return self.root / "duplicates"

    def original(self, path: str) -> Path:
        """The absolute path of `media.path`."""
        return self.originals / path

    def derived(self, sha512: str, name: str) -> Path:
        """The absolute path of what was made from the content with this hash (hex), say `preview.jpg`."""
        return self.root / "derived" / sha512[:2] / sha512[2:4] / f"{sha512}-{name}"
