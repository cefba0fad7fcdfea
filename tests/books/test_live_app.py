"""Excel while a step runs: quiet inside, as it was afterwards; progress in the status bar."""

from typing import Any

import pytest

from support.calc_engine.office import CalcOffice
from xlperf.books import live_app
from xlperf.books.live_app import quiet, say, status_progress
from xlperf.books.port import BookError

SETTINGS = ("screen_updating", "enable_events", "display_alerts", "calculation", "status_bar")


class AutoCorrect:
    AutoFillFormulasInLists = True


class Api:
    Ready = True

    def __init__(self) -> None:
        self.AutoCorrect = AutoCorrect()


class App:
    """An Excel that writes down what is set; ``lacks`` are settings that it refuses, as a Mac does."""

    def __init__(self, **settings: object) -> None:
        vars(self).update(
            screen_updating=True,
            enable_events=True,
            display_alerts=True,
            calculation="automatic",
            status_bar=False,
        )
        vars(self).update(settings)
        self.api = Api()
        self.lacks: frozenset[str] = frozenset()
        self.bar: list[object] = []

    def __setattr__(self, name: str, value: object) -> None:
        if name in getattr(self, "lacks", ()):
            raise AttributeError(name)
        if name == "status_bar":
            self.bar.append(value)
        super().__setattr__(name, value)


def settings(app: object) -> list[object]:
    return [getattr(app, name) for name in SETTINGS]


class TestQuiet:
    def test_excel_draws_and_asks_nothing_inside(self) -> None:
        app: Any = App()
        with quiet(app):
            assert settings(app)[:3] == [False, False, False]
        assert settings(app) == [True, True, True, "automatic", False]

    def test_the_mode_of_calculation_stays_for_excel_would_save_it_with_the_file(self) -> None:
        app: Any = App(calculation="semiautomatic")
        with quiet(app):
            assert app.calculation == "semiautomatic"

    def test_formulas_are_not_filled_down_into_cells_that_a_step_leaves_empty(self) -> None:
        app: Any = App()
        with quiet(app):
            assert app.api.AutoCorrect.AutoFillFormulasInLists is False
        assert app.api.AutoCorrect.AutoFillFormulasInLists is True

    def test_what_the_user_had_set_otherwise_is_so_again(self) -> None:
        app: Any = App(calculation="semiautomatic", enable_events=False)
        with quiet(app):
            pass
        assert settings(app) == [True, False, True, "semiautomatic", False]

    def test_everything_is_restored_where_the_step_fails(self) -> None:
        app: Any = App()

        def step() -> None:
            with quiet(app):
                say(app, "③ 校验")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            step()
        assert settings(app) == [True, True, True, "automatic", False]

    def test_a_setting_that_this_excel_lacks_is_left_out(self) -> None:
        app: Any = App()
        app.lacks = frozenset({"enable_events", "status_bar"})
        with quiet(app):
            say(app, "③ 校验")
            assert settings(app)[:3] == [False, True, False]
        assert settings(app)[:4] == [True, True, True, "automatic"]

    def test_somebody_typing_into_a_cell_is_asked_to_stop_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live_app, "PATIENCE", 0.0)
        app: Any = App()
        app.api.Ready = False
        with pytest.raises(BookError, match="单元格正在编辑"), quiet(app):
            pass
        assert app.screen_updating is True

    def test_a_live_spreadsheet_is_as_it_was_too(self, live_office: CalcOffice) -> None:
        book = live_office.app.books.add()
        before = settings(book.app)
        with quiet(book.app):
            assert settings(book.app) != before
        assert settings(book.app) == before
        book.close()


class TestProgress:
    def test_is_told_in_the_status_bar(self) -> None:
        app: Any = App()
        moments = iter(range(100))
        assert list(status_progress(app, lambda: next(moments))(["甲", "乙"], "③ 校验")) == ["甲", "乙"]
        assert app.bar == ["③ 校验：1/2", "③ 校验：2/2"]

    def test_is_not_told_more_often_than_ten_times_a_second_but_for_the_last(self) -> None:
        app: Any = App()
        moments = iter(number / 1000 for number in range(10_000))
        assert len(list(status_progress(app, lambda: next(moments))(range(1000), "②"))) == 1000
        assert app.bar[0] == "②：1/1000"
        assert app.bar[-1] == "②：1000/1000"
        assert 10 < len(app.bar) < 30

    def test_of_nothing_says_nothing(self) -> None:
        app: Any = App()
        assert list(status_progress(app)([], "②")) == []
        assert app.bar == []

    def test_needs_no_status_bar(self) -> None:
        app: Any = App()
        app.lacks = frozenset({"status_bar"})
        assert list(status_progress(app)([1], "②")) == [1]
