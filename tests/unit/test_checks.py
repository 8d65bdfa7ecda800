"""What `doctor` looks at, where services are beside it and where they are in containers of their own."""

from services.cli import checks
from services.cli.checks import State
from shared.settings import Settings
from shared.weights import catalog


def test_tools_of_services_that_run_elsewhere_are_not_missed(tmp_path):
    nowhere = "postgresql://127.0.0.1:1/none?connect_timeout=1"
    settings = Settings(data=tmp_path, inbox=tmp_path, models_dir=tmp_path, database_url=nowhere)
    names = {check.name for check in checks.every(settings)}
    assert not names & {"tesseract", "packages"}
    assert {"storage", "database"} <= names


def test_tools_of_services_that_run_here_are_looked_for(tmp_path):
    settings = Settings(data=tmp_path, inbox=tmp_path, models_dir=tmp_path)
    assert {"tesseract", "packages"} <= {check.name for check in checks.every(settings)}


def test_weights_that_others_stand_in_for_are_not_missed(tmp_path):
    def missed(**given):
        settings = Settings(data=tmp_path, inbox=tmp_path, models_dir=tmp_path, **given)
        return {check.name for check in checks.every(settings) if check.state is State.WARNING} & faces

    faces = {one.name for one in catalog().values() if one.instead}
    assert len(faces) == 4
    (tmp_path / "faceapi_age_gender.onnx").touch()
    assert missed() == faces  # one of the two does nothing alone
    (tmp_path / "faceapi_expression.onnx").touch()
    assert missed() == set()
    assert missed(attributes_model="face-api") == faces
