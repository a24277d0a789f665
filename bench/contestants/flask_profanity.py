"""alt-profanity-check behind Flask, on waitress: `python -m bench.contestants.flask_profanity PORT`."""

import sys
from importlib import import_module

# By name, since types are checked on machines that do not have them.
flask = import_module("flask")
serve = import_module("waitress").serve
predict_prob = import_module("profanity_check").predict_prob


def score() -> object:
    """The probability that a text is offensive."""
    return {"score": float(predict_prob([flask.request.json["text"]])[0])}


app = flask.Flask(__name__)
app.post("/score")(score)


if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=4)
