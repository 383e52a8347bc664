import pytest

from laniakea_plugin_sdk.session.frame_rate import FrameRateWatch

GAP = 0.025
# Seconds that a frame takes in all: the gap, and two PINGs.
TURN = 0.0265


class Sensor:
    """Reads every so many seconds, by its clock, or with that time between two readings, and is kept waiting by yield."""

    def __init__(self, interval: float = GAP) -> None:
        self.time = 0.0
        self.watch = FrameRateWatch(interval, lambda: self.time)

    def by_clock(self, readings: int, period: float) -> None:
        begin = self.time
        for n in range(readings):
            self.time = max(self.time, begin + n * period)
            self._yield()

    def after_a_pause(self, readings: int, pause: float) -> None:
        for _ in range(readings):
            self.time += pause
            self._yield()

    def _yield(self) -> None:
        def waits() -> bool:
            self.time += TURN
            return True

        assert self.watch.sends(waits)


@pytest.fixture
def sensor() -> Sensor:
    return Sensor()


def test_readings_that_come_too_fast_are_told_of_once_with_the_remedy(
    sensor: Sensor, caplog: pytest.LogCaptureFixture
) -> None:
    sensor.by_clock(1000, period=0.01)
    [message] = caplog.messages
    # The same words as in the other languages.
    assert message == (
        "yield waits most of the time: the daemon takes 40 frames a second of a plugin at most, and readings that come faster "
        "are late; put several readings into one frame, with batch"
    )


@pytest.mark.parametrize("pause", [0, 0.001])
def test_also_of_a_sensor_that_hardly_waits_between_readings(
    sensor: Sensor, pause: float, caplog: pytest.LogCaptureFixture
) -> None:
    sensor.after_a_pause(400, pause)
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("period", [0.03, 0.1, 1])
def test_a_sensor_that_the_daemon_keeps_up_with_hears_nothing(
    sensor: Sensor, period: float, caplog: pytest.LogCaptureFixture
) -> None:
    sensor.by_clock(1000, period)
    assert caplog.messages == []


def test_a_short_burst_is_no_matter(sensor: Sensor, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(10):
        sensor.by_clock(50, 0)
        sensor.time += 10
    assert caplog.messages == []


def test_without_pacing_nobody_is_told(caplog: pytest.LogCaptureFixture) -> None:
    Sensor(interval=0).by_clock(1000, 0)
    assert caplog.messages == []


def test_that_nothing_is_to_follow_is_passed_on() -> None:
    assert FrameRateWatch(GAP).sends(lambda: False) is False
