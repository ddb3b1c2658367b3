"""The pictures' kit: style, text, what moves, bones and the person. It knows no lesson."""
