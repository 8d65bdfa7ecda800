"""What `doctor` looks at, where services are beside it and where they are in containers of their own."""

from services.cli import checks
from shared.settings import Settings


def test_tools_of_services_that_run_elsewhere_are_not_missed(tmp_path):
    nowhere = "postgresql://127.0.0.1:1/none?connect_timeout=1"
    settings = Settings(data=tmp_path, inbox=tmp_path, models_dir=tmp_path, database_url=nowhere)
    names = {check.name for check in checks.every(settings)}
    assert not names & {"tesseract", "packages"}
    assert {"storage", "database"} <= names


def test_tools_of_services_that_run_here_are_looked_for(tmp_path):
    settings = Settings(data=tmp_path, inbox=tmp_path, models_dir=tmp_path)
    assert {"tesseract", "packages"} <= {check.name for check in checks.every(settings)}
