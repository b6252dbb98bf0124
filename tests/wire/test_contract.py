"""The HTTP contract: rooms, publishing, and a clear refusal in JSON for everything else."""

import json

import pytest

from tests.server import Server
from tests.wire.line import ask, request
from tests.wire.rooms import Room, figure, figures, http

LARGEST = 16 * 1024 - 2  # characters of a string whose JSON, with its quotes, is 16 KiB


# -- rooms -----------------------------------------------------------------------------------


def test_a_new_room_has_an_id_a_key_and_a_time(server: Server) -> None:
    with http(server.url) as client:
        answer = client.post("/rooms")
    made = answer.json()
    assert answer.status_code == 201
    assert made.keys() == {"room", "key", "expires_in_s"}
    assert answer.headers["Location"] == f"/rooms/{made['room']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert made["expires_in_s"] == 3_600


def test_ids_and_keys_are_unguessable(server: Server) -> None:
    with http(server.url) as client:
        made = [client.post("/rooms").json() for _ in range(20)]
    for word, least_bits in (("room", 96), ("key", 128)):
        values = {one[word] for one in made}
        assert len(values) == 20
        assert all(len(value) * 6 >= least_bits for value in values)


# -- publishing --------------------------------------------------------------------------------


def test_a_publish_is_answered_with_its_id_and_time_and_can_be_read(room: Room) -> None:
    receipt = room.publish({"home": 1}, type="score")
    assert receipt.keys() == {"id", "sent_at"}
    assert room.ask(after=0) == {
        "events": [{"id": 1, "topic": room.topic, "type": "score", "data": {"home": 1}, "sent_at": receipt["sent_at"]}],
        "cursor": 1,
        "gap": 0,
    }


def test_sent_at_has_microsecond_digits_and_never_runs_backwards(room: Room) -> None:
    room.publish_many(30)
    text = ask(room.server.port, request("GET", f"{room.path}/poll?after=0")).body.decode()
    times = [event["sent_at"] for event in json.loads(text)["events"]]
    assert times == sorted(times)
    assert all(len(part.split("}")[0].partition(".")[2]) == 3 for part in text.split('"sent_at":')[1:])


@pytest.mark.parametrize(
    "data", [None, True, 0, -1.5, "", "x", [], {}, [[[1]]], {"a": {"b": None}}, 2**53, "\u0000\n\r"]
)
def test_data_is_any_json_value(room: Room, data: object) -> None:
    room.publish(data)
    assert room.ask(after=0)["events"][0]["data"] == data


def test_data_of_16_kib_is_taken_and_a_byte_more_is_refused(room: Room) -> None:
    room.publish("x" * LARGEST)
    body = json.dumps({"data": "x" * (LARGEST + 1)}).encode()
    answer = ask(room.server.port, request("POST", room.path, room.bearer, body=body))
    assert (answer.status, answer.error) == (413, "data-too-large")
    assert room.ask(after=0)["cursor"] == 1


def test_the_size_of_data_is_counted_in_bytes_not_characters(room: Room) -> None:
    body = json.dumps({"data": "\U0001f388" * 4_200}, ensure_ascii=False).encode()  # 4,200 characters, 16,800 bytes
    answer = ask(room.server.port, request("POST", room.path, room.bearer, body=body))
    assert (answer.status, answer.error) == (413, "data-too-large")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad-json"),
        (b"{", 400, "bad-json"),
        (b"\xff\xfe", 400, "bad-json"),
        (b'{"data": NaN}', 400, "bad-json"),
        (b'{"data": -Infinity}', 400, "bad-json"),
        (b'{"data": 1e999}', 400, "bad-json"),
        (b'{"data": ' + b"9" * 5_000 + b"}", 400, "bad-json"),
        (b'{"data": ' + b"[" * 9_000 + b"]" * 9_000 + b"}", 400, "bad-json"),
        (b'{"data": "\\ud800"}', 400, "bad-data"),
        (b"[]", 400, "bad-event"),
        (b"null", 400, "bad-event"),
        (b'"data"', 400, "bad-event"),
        (b"{}", 400, "bad-event"),
        (b'{"data": 1, "id": 7}', 400, "bad-event"),
        (b'{"data": 1, "type": ""}', 400, "bad-type"),
        (b'{"data": 1, "type": 1}', 400, "bad-type"),
        (b'{"data": 1, "type": "two\\nlines"}', 400, "bad-type"),
        (b'{"data": 1, "type": "a\\n"}', 400, "bad-type"),
        (b'{"data": 1, "type": "gap"}', 400, "reserved-type"),
        (b'{"data": 1, "type": "error"}', 400, "reserved-type"),
    ],
)
def test_a_body_that_is_no_event_is_refused(room: Room, body: bytes, status: int, code: str) -> None:
    answer = ask(room.server.port, request("POST", room.path, room.bearer, body=body))
    assert (answer.status, answer.error) == (status, code)
    assert room.ask(after=0)["events"] == []


@pytest.mark.parametrize("topic", ["a", "0", "-", "a-b-9", "x" * 40])
def test_a_topic_is_made_by_its_first_use(server: Server, topic: str) -> None:
    with Room(server, topic) as room:
        assert room.publish("first")["id"] == 1


@pytest.mark.parametrize("topic", ["A", "a_b", "x" * 41, "a.b", "%C3%A4", "a%20b", "a%0A"])
def test_a_name_that_no_topic_has_is_refused(room: Room, topic: str) -> None:
    answer = ask(room.server.port, request("GET", f"/rooms/{room.id}/topics/{topic}/poll"))
    assert (answer.status, answer.error) == (400, "bad-topic")


# -- keys and rooms ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (None, 401, "no-key"),
        ("Basic eDp5", 401, "no-key"),
        ("Bearer", 403, "wrong-key"),
        ("Bearer wrong", 403, "wrong-key"),
        ("Bearer \xff\xfe", 403, "wrong-key"),
        ("Bearer OTHER", 403, "wrong-key"),
    ],
)
def test_publishing_needs_the_room_s_own_key(room: Room, authorization: str | None, status: int, code: str) -> None:
    with Room(room.server) as other:
        fields = [] if authorization is None else [f"Authorization: {authorization.replace('OTHER', other.key)}"]
        answer = ask(room.server.port, request("POST", room.path, *fields, body=b'{"data":1}'))
    assert (answer.status, answer.error) == (status, code)
    assert answer.fields.get("www-authenticate") == ("Bearer" if status == 401 else None)
    assert room.ask(after=0)["events"] == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_of_a_key_is_read_in_any_case(room: Room, scheme: str) -> None:
    answer = ask(
        room.server.port, request("POST", room.path, f"Authorization: {scheme} {room.key}", body=b'{"data":1}')
    )
    assert answer.status == 201


@pytest.mark.parametrize("method", ["POST", "GET /poll", "GET /long-poll", "GET /sse", "GET /ws", "GET control"])
@pytest.mark.parametrize("name", ["nowhere", "x" * 300, "%00", "\u00e4"])
def test_an_unknown_room_is_not_found_on_any_path(server: Server, method: str, name: str) -> None:
    verb, _, rest = method.partition(" ")
    path = f"/rooms/{name}/control" if rest == "control" else f"/rooms/{name}/topics/t{rest}"
    headers = {"Authorization": "Bearer x"}
    if rest in ("/ws", "control"):
        headers |= {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
    with http(server.url) as client:
        answer = client.request(verb, path, headers=headers, json={"data": 1} if verb == "POST" else None)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no-such-room")


# -- everything else -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/rooms", 405),
        ("PUT", "/rooms", 405),
        ("DELETE", "/rooms/x/topics/t", 405),
        ("GET", "/rooms/x/topics/t", 405),
        ("POST", "/rooms/x/topics/t/poll", 405),
        ("POST", "/rooms/x/topics/t/sse", 405),
        ("BREW", "/rooms/x/topics/t/poll", 405),
        ("GET", "/rooms/x", 404),
        ("GET", "/rooms/x/topics/t/pigeon", 404),
        ("POST", "/healthz", 405),
        ("GET", "/healthz/x", 404),
    ],
)
def test_a_wrong_method_or_path_is_refused_in_json(server: Server, method: str, path: str, status: int) -> None:
    answer = ask(server.port, request(method, path))
    assert answer.status == status
    assert answer.error
    assert ("allow" in answer.fields) == (status == 405)


def test_a_head_request_is_answered_like_get_without_a_body(room: Room) -> None:
    for path in ("poll", "long-poll?hold=20", "sse"):
        with http() as client:
            answer = client.head(f"{room.url}/{path}")
            assert (answer.status_code, answer.content) == (200, b""), path
            assert client.get(f"{room.url}/poll").status_code == 200, f"the line after HEAD {path}"


def test_health_and_metrics_answer(server: Server) -> None:
    with http(server.url) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for family in ("realtime_connections", "realtime_rooms", "realtime_events_total", "realtime_bytes_down_total"):
        assert f"# TYPE {family}" in answer.text


def test_the_metrics_count_what_happened(room: Room) -> None:
    events = figure(room.server, "realtime_events_total")
    told = figures(room.server, "realtime_deliveries_total", "transport").get("polling", 0)
    room.publish_many(3)
    room.ask(after=0)
    # at least: what other tests left on the shared server may still publish or ask
    assert figure(room.server, "realtime_events_total") >= events + 3
    assert figures(room.server, "realtime_deliveries_total", "transport")["polling"] >= told + 3
