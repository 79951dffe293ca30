"""The page about a class, from entries to HTML: each module computes one part of it, `page` puts it together.

gather    entries, one at a time -> the little of each that the page needs
scores    who has how much of all points, how many lie where
ideas     which misconceptions there are, with a line that tells nobody's name
checks    which checks separate
alike     which solutions are alike; sources: their files, read again
pictures  counts -> geometry
"""
