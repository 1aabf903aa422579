"""`service log index` holds the index of the log to the log, names what is wrong with it, and makes it again."""

import json
import sqlite3


def test_an_index_that_was_changed_is_named_and_made_again(run, copied) -> None:
    sound = run("log", "index", "--json")
    assert sound.returncode == 0, sound.stderr
    said = json.loads(sound.stdout)
    assert (said["sound"], said["behind"]) == (True, 0)
    assert said["entries"] > 1
    [store] = [path for path in copied.glob("**/*.db") if has_index(path)]
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM entry_index WHERE entry = 1")
    wrong = run("log", "index")
    assert wrong.returncode == 1
    assert "wrong about 1 of" in wrong.stdout
    assert "--again" in wrong.stdout
    again = run("log", "index", "--again")
    assert again.returncode == 0
    assert "says what the log says" in again.stdout


def has_index(path) -> bool:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry_index'").fetchall())
