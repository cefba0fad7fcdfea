"""The published forms laid out at random: each seed is another hand, another office's idea of the form.

``plan`` says how (every dimension drawn by itself), ``words`` what the labels are called, ``drawing`` puts a
case on a ``canvas`` that remembers where each field went. What is printed comes from the case alone: nothing
here knows the reader.
"""
