"""What must hold of each attack: the points that it may have, how it may end, what it needs to be refused.

`score` is what the program earns honestly: an attack that leaves a right definition alone keeps its points,
one that knows nothing has those of `calls-f` at most (10 of 100, for calling f at two points). None: the
file is refused by its reader. `needs` names the layers without which the attack would come through.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """One file of this folder and what must come of it.

    exercise  number of the exercise that it is graded on
    score     points that it earns, of 100 (fewer where timing decides how it ends: `at_most`)
    outcomes  ways in which it may end
    """

    file: str
    score: float | None
    outcomes: tuple[str, ...]
    exercise: int = 1
    needs: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """forging, harm or injection."""
        return self.file.partition("/")[0]

    @property
    def name(self) -> str:
        """The file's name without its kind."""
        return self.file.partition("/")[2]


ATTACKS: tuple[Attack, ...] = (
    # --- forging -----------------------------------------------------------------------------------
    Attack("forging/alarm_handler.py", 10, ("failed",)),
    Attack("forging/answers_everything.py", 10, ("failed",)),
    Attack("forging/array_that_equals_all.py", 10, ("failed",)),
    Attack("forging/array_ufunc.py", 10, ("failed",)),
    Attack("forging/atexit.py", 0, ("crashed",)),
    Attack("forging/changed_constants.py", 10, ("failed", "crashed", "timed_out")),
    Attack("forging/changing_answer.py", 10, ("failed",)),
    Attack("forging/closed_form.py", 0, ("failed",)),
    Attack("forging/closed_form_with_calls.py", 90, ("failed",)),
    Attack("forging/conversation_taken_over.py", 10, ("failed", "crashed")),
    Attack("forging/counts_the_checks.py", 10, ("failed",)),
    Attack("forging/endless_frames.py", 0, ("crashed",)),
    Attack("forging/exit_at_once.py", 10, ("failed",)),
    Attack("forging/exit_by_exception.py", 0, ("crashed",)),
    Attack("forging/exit_in_destructor.py", 0, ("crashed",)),
    Attack("forging/exit_in_function.py", 0, ("crashed",)),
    Attack("forging/fake_frame.py", 0, ("crashed",)),
    Attack("forging/fake_frame_by_socket.py", 10, ("failed", "crashed")),
    Attack("forging/fake_load.py", 0, ("failed", "crashed", "missing"), exercise=4),
    Attack("forging/files_for_later.py", 10, ("failed",), needs=("landlock",)),
    Attack("forging/float_that_equals_all.py", 10, ("failed",)),
    Attack("forging/forward_in_disguise.py", 80, ("failed",)),
    Attack("forging/frame_of_another.py", 0, ("crashed",)),
    Attack("forging/frame_of_deep_data.py", 0, ("crashed",)),
    Attack("forging/frame_of_lying_array.py", 0, ("crashed",)),
    Attack("forging/frame_too_large.py", 0, ("crashed",)),
    Attack("forging/frames.py", 10, ("failed",)),
    Attack("forging/frames_of_records.py", 0, ("crashed",)),
    Attack("forging/gc_walk.py", 10, ("failed",)),
    Attack("forging/half_frame.py", 0, ("timed_out",)),
    Attack("forging/hard_coded.py", 10, ("failed",)),
    Attack("forging/import_judge.py", 10, ("failed",), needs=("landlock",)),
    Attack("forging/import_reference.py", 0, ("missing",), needs=("landlock",)),
    Attack("forging/import_solution_by_path.py", 10, ("failed",), needs=("landlock",)),
    Attack("forging/invented_training.py", 49, ("failed",), exercise=6),
    Attack("forging/infinity.py", 10, ("failed",)),
    Attack("forging/inherited_descriptors.py", 10, ("failed",)),
    Attack("forging/lying_class.py", 10, ("failed",)),
    Attack("forging/main_guard.py", 10, ("failed",)),
    Attack("forging/modules.py", 10, ("failed",)),
    Attack("forging/nan.py", 10, ("failed",)),
    Attack("forging/nan_weights.py", 0, ("failed", "crashed"), exercise=4),
    Attack("forging/object_array.py", 10, ("failed", "crashed")),
    Attack("forging/outliving_process.py", 10, ("failed",)),
    Attack("forging/outliving_thread.py", 0, ("failed", "crashed")),
    Attack("forging/patched_builtins.py", 10, ("failed",)),
    Attack("forging/patched_comparisons.py", 10, ("failed",)),
    Attack("forging/patched_in_place.py", 10, ("failed",)),
    Attack("forging/patched_random.py", 10, ("failed",)),
    Attack("forging/patched_ufuncs.py", 10, ("failed", "crashed")),
    Attack("forging/pickle.py", 10, ("failed",)),
    Attack("forging/proc_parent_memory.py", 10, ("failed",)),
    Attack("forging/proc_self.py", 10, ("failed",), needs=("landlock",)),
    Attack("forging/read_parent_memory.py", 10, ("failed",), needs=("seccomp",)),
    Attack("forging/replaced_encoder.py", 10, ("failed",)),
    Attack("forging/replaced_interpreter.py", 10, ("failed",)),
    Attack("forging/replaced_libraries.py", 10, ("failed",)),
    Attack("forging/replaced_probes.py", 10, ("failed",)),
    Attack("forging/second_frame.py", 0, ("failed", "crashed")),
    Attack("forging/swapped_definition.py", 0, ("missing",)),
    Attack("forging/trace_function.py", 10, ("failed", "crashed")),
    Attack("forging/watching_thread.py", 10, ("failed", "crashed")),
    # --- harm --------------------------------------------------------------------------------------
    Attack("harm/abort.py", 0, ("crashed",)),
    Attack("harm/compiler_bomb.py", 100, ("passed",)),
    Attack("harm/decompression_bomb.py", 100, ("passed",)),
    Attack("harm/deep_folders.py", 100, ("passed", "failed", "crashed", "over_limit")),
    Attack("harm/deletion.py", 100, ("passed",)),
    Attack("harm/download.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/endless_values.py", 0, ("failed", "timed_out", "crashed")),
    Attack("harm/execute.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/fences_without_end.md", 0, ("missing",)),
    Attack("harm/fork_bomb.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/holds_up_others.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/huge_answer.py", 10, ("failed",)),
    Attack("harm/huge_power.py", 0, ("timed_out", "over_limit", "crashed")),
    Attack("harm/large_file.py", 100, ("passed",)),
    Attack("harm/loop_at_top.py", 100, ("passed",)),
    Attack("harm/loop_deaf_to_signals.py", 0, ("timed_out",)),
    Attack("harm/loop_in_c.py", 0, ("timed_out",)),
    Attack("harm/loop_in_function.py", 0, ("timed_out",)),
    Attack("harm/loop_in_regex.py", 0, ("timed_out",)),
    Attack("harm/loop_that_catches_all.py", 0, ("timed_out",)),
    Attack("harm/many_definitions.py", 100, ("passed",)),
    Attack("harm/many_files.py", 0, ("over_limit", "timed_out", "crashed")),
    Attack("harm/memory_at_once.py", 0, ("over_limit", "crashed")),
    Attack("harm/memory_bit_by_bit.py", 0, ("over_limit", "crashed", "timed_out")),
    Attack("harm/memory_outside_the_heap.py", 100, ("passed",)),
    Attack("harm/multiprocessing.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/notebook_nested.ipynb", None, ("refused",)),
    Attack("harm/notebook_of_magics.ipynb", 100, ("passed",)),
    Attack("harm/notebook_of_numbers.ipynb", None, ("refused",)),
    Attack("harm/odd_file_names.py", 100, ("passed",)),
    Attack("harm/output_of_a_gigabyte.py", 100, ("passed",)),
    Attack("harm/output_past_python.py", 100, ("passed",)),
    Attack("harm/overwriting.py", 100, ("passed",), needs=("landlock",)),
    Attack("harm/parser_bomb.py", 100, ("passed",)),
    Attack("harm/parser_bomb_of_signs.py", 100, ("passed",)),
    Attack("harm/parser_bomb_of_strings.py", 100, ("passed",)),
    Attack("harm/privileges.py", 100, ("passed",)),
    Attack("harm/ptrace.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/recursion.py", 0, ("timed_out", "crashed", "over_limit")),
    Attack("harm/recursion_in_c.py", 0, ("timed_out", "crashed", "over_limit", "failed")),
    Attack("harm/segmentation_fault.py", 0, ("crashed",)),
    Attack("harm/signals.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/signals_by_files.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/sleeps.py", 0, ("timed_out",)),
    Attack("harm/socket_it_already_has.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/subprocess.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/symlinks.py", 100, ("passed",)),
    Attack("harm/tcp.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/thread_bomb.py", 100, ("passed",)),
    Attack("harm/udp.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/unix_socket.py", 100, ("passed",), needs=("seccomp",)),
    Attack("harm/waits_for_input.py", 100, ("passed",)),
    Attack("harm/warnings_without_end.py", 0, ("timed_out", "failed")),
    # --- injection ---------------------------------------------------------------------------------
    Attack("injection/bidirectional_in_an_error.py", 0, ("crashed",)),
    Attack("injection/csv_in_an_error.py", 0, ("crashed",)),
    Attack("injection/defaults.py", 0, ("crashed",)),
    Attack("injection/fence.md", 0, ("crashed",)),
    Attack("injection/format_strings_in_an_error.py", 0, ("crashed",)),
    Attack("injection/html_in_an_answer.py", 10, ("failed",)),
    Attack("injection/html_in_an_error.py", 0, ("crashed",)),
    Attack("injection/html_in_output_and_warnings.py", 10, ("failed",)),
    Attack("injection/jinja_in_an_error.py", 0, ("crashed",)),
    Attack("injection/json_in_an_answer.py", 10, ("failed",)),
    Attack("injection/json_in_an_error.py", 0, ("crashed",)),
    Attack("injection/json_in_output_and_warnings.py", 10, ("failed",)),
    Attack("injection/long_in_an_error.py", 0, ("crashed",)),
    Attack("injection/markdown_in_an_answer.py", 10, ("failed",)),
    Attack("injection/markdown_in_an_error.py", 0, ("crashed",)),
    Attack("injection/markdown_in_output_and_warnings.py", 10, ("failed",)),
    Attack("injection/notebook.ipynb", 0, ("crashed",)),
    Attack("injection/prepared_repair.py", 10, ("failed",)),
    Attack("injection/quoted_command.py", 0, ("crashed",)),
    Attack("injection/quoted_line.py", 0, ("crashed",)),
    Attack("injection/syntax_error.py", 0, ("missing",)),
    Attack("injection/terminal_in_an_answer.py", 10, ("failed",)),
    Attack("injection/terminal_in_an_error.py", 0, ("crashed",)),
    Attack("injection/terminal_in_output_and_warnings.py", 10, ("failed",)),
    Attack("injection/workflow_commands_in_an_answer.py", 10, ("failed",)),
    Attack("injection/workflow_commands_in_an_error.py", 0, ("crashed",)),
    Attack("injection/workflow_commands_in_output_and_warnings.py", 10, ("failed",)),
    Attack("injection/wrapped_commands_in_an_error.py", 0, ("crashed",)),
    Attack("injection/xml_in_an_error.py", 0, ("crashed",)),
)
