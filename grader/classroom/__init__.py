"""A class: who handed in what, graded once each, kept in a gradebook, handed back in others' formats.

    folder -> intake/ -> batch -> gradebook/ -> exports/, feedback, class_report/

model       the words that all of them share: hand-in, trouble, key, job, entry
intake/     a folder or archive, in the layouts of platforms -> hand-ins and troubles
batch       the run through them, by a plan; executors say where jobs run, work is what a process does there
gradebook/  what is known of a class, in SQLite or PostgreSQL; record makes bytes of a report and back
policy      how lateness, attempts and weights count; policy_file reads it
exports/    the class for spreadsheets, learning platforms, CI; pseudonyms hide who is who
"""
