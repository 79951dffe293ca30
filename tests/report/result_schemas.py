"""JSON schemas of other services' results, written from their documentation; knows nothing of reports.

Gradescope: "Autograder Specifications"; Classroom 50: the result.json contract of "Advanced Autograding";
Exercism: "The Test Runner Interface".
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_FULL = {"type": "string", "minLength": 1}
_VISIBLE = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}

GRADESCOPE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number", "minimum": 0},
        "output": _TEXT,
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBLE,
        "stdout_visibility": _VISIBLE,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "score": {"type": "number", "minimum": 0},
                    "max_score": {"type": "number", "minimum": 0},
                    "status": {"enum": ["passed", "failed"]},
                    "name": _FULL,
                    "name_format": _FORMAT,
                    "number": {"type": "string", "pattern": r"^[0-9.]+$"},
                    "output": _TEXT,
                    "output_format": _FORMAT,
                    "tags": {"type": "array", "items": _TEXT},
                    "visibility": _VISIBLE,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}

CLASSROOM50: dict[str, Any] = {
    "type": "object",
    "required": [
        *("schema", "classroom", "assignment", "submission", "commit", "release", "review"),
        *("datetime", "score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(
            ("classroom", "assignment", "submission", "commit", "release", "review", "owner"), _FULL
        ),
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": {"type": "integer", "minimum": 0},
        "max-score": {"type": "integer", "minimum": 0},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": _FULL,
                    "passed": {"type": "boolean"},
                    "score": {"type": "integer", "minimum": 0},
                    "max-score": {"type": "integer", "minimum": 0},
                },
            },
        },
    },
}

_WORD = {"type": ["string", "null"], "maxLength": 65_535}
EXERCISM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "status", "tests"],
    "properties": {
        "version": {"const": 3},
        "status": {"enum": ["pass", "fail", "error"]},
        "message": _WORD,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status"],
                "properties": {
                    "name": _FULL,
                    "status": {"enum": ["pass", "fail", "error"]},
                    "message": _WORD,
                    "output": {"type": ["string", "null"], "maxLength": 500},
                    "test_code": _TEXT,
                    "task_id": {"type": "integer", "minimum": 1},
                },
                "if": {"properties": {"status": {"enum": ["fail", "error"]}}},
                "then": {"required": ["message"], "properties": {"message": _FULL}},
            },
        },
    },
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "error"}}},
            "then": {"required": ["message"], "properties": {"message": _FULL}},
            "else": {"properties": {"message": {"const": None}}},
        }
    ],
}
