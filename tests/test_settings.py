import pytest

from helpers.errors import UserError, unknown
from helpers.settings import Settings, load_settings


def load(folder, text):
    (folder / "corpus.toml").write_text(text, encoding="utf-8")
    return load_settings(folder)


def test_defaults_without_a_file(tmp_path):
    assert load_settings(tmp_path) == Settings(title=tmp_path.name)


def test_every_setting(tmp_path):
    settings = load(
        tmp_path,
        'title = "五地"\ndefault_year = 2020\nwords = ["方舱"]\nstop_words = []\nprovinces = ["江西"]\n'
        'segmenter = "jieba"\npublish_text = true\nmissing_glyphs = "fail"\nignore = ["old/*"]\n[columns]\ntext = "正文"\n',
    )
    assert settings.words == ("方舱",)
    assert settings.columns == {"text": "正文"}
    assert settings.default_year == 2020
    assert load_settings(tmp_path).digest == settings.digest != Settings().digest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", ["not valid TOML"]),
        ("titel = 'x'", ["setting='titel'", "did you mean title", "corpus.toml"]),
        ("default_year = 20", ["default_year = 20", "2020"]),
        ("default_year = true", ["a year"]),
        ("default_year = '2020'", ["a year"]),
        ("publish_text = 'yes'", ["true or false"]),
        ("segmenter = 'rjeiba'", ["did you mean rjieba"]),
        ("segmenter = 3", ["segmenter='3'"]),
        ("title = 3", ["text in quotes"]),
        ("words = '方舱'", ["a list of texts"]),
        ("words = [1]", ["a list of texts"]),
        ("hmm = 'no'", ["hmm = 'no' should be true or false"]),
        ("stop_negations = 1", ["true or false"]),
        ("columns = ['text']", ["a table such as"]),
        ("columns = { txt = '正文' }", ["column role='txt'", "did you mean text"]),
    ],
)
def test_a_wrong_setting_says_what_is_wrong(tmp_path, text, words):
    with pytest.raises(UserError) as error:
        load(tmp_path, text)
    for word in words:
        assert word in str(error.value)


def test_settings_that_are_not_utf8(tmp_path):
    (tmp_path / "corpus.toml").write_bytes('title = "五地"'.encode("gbk"))
    with pytest.raises(UserError, match="not valid TOML"):
        load_settings(tmp_path)


def test_unknown_without_a_near_choice():
    assert str(unknown("outlet", "xyz", [])) == "outlet='xyz' is unknown. Choices: none."


def test_a_byte_order_mark_is_no_error(tmp_path):
    (tmp_path / "corpus.toml").write_text('title = "五地"', encoding="utf-8-sig")
    assert load_settings(tmp_path).title == "五地"


@pytest.mark.parametrize("title", ["", " \u3000"])
def test_a_blank_title_is_the_folders_name(tmp_path, title):
    assert load(tmp_path, f'title = "{title}"').title == tmp_path.name


@pytest.mark.parametrize("name", ["江西省份", "江西省", ""])
def test_unknown_provinces_are_refused(tmp_path, name):
    with pytest.raises(UserError) as error:
        load(tmp_path, f'provinces = ["湖北", "{name}"]')
    for word in (f"provinces={name!r} is unknown", "Choices: 北京", "澳门", "corpus.toml"):
        assert word in str(error.value)


def test_every_province_is_known(tmp_path):
    names = ["北京", "内蒙古", "新疆", "台湾", "香港", "澳门"]
    assert load(tmp_path, f"provinces = {names!r}").provinces == tuple(names)
    assert load(tmp_path, "provinces = []").provinces == ()
