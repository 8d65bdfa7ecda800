"""The grammar, for lark: what tells a filter from a word, and what joins them.

What is nothing else is a word, so that everything that the search box has always understood still is.
"""

from lark import Lark

from shared.query.keys import NAMES, ORDERS

_KEYS = "|".join(sorted(NAMES, key=len, reverse=True))
_ORDERS = "|".join(sorted(ORDERS, key=len, reverse=True))
_WORD = r'[^\s"()](?:[^\s"()]|\([^\s"()]*\))*'

GRAMMAR = rf"""
start: [disjunction] [order [limit]]
disjunction: conjunction (_OR conjunction)*
conjunction: factor (_AND? factor)*
?factor: _NOT factor -> negation
       | MINUS factor -> negation
       | atom
?atom: "(" disjunction ")" [_WITHIN WINDOW] -> group
     | WORD -> word
     | PHRASE -> phrase
     | KEY SIGN value -> comparison
     | KEY _IN _OPEN items ")" -> any_of
     | KEY _ALL_IN _OPEN items ")" -> all_of
     | KEY _IN _SQUARE [bound] ":" [bound] "]" -> between
     | COUNT _OPEN items ")" SIGN value -> count
     | EXISTS _OPEN items ")" -> exists
     | NEAR ":" value [_WITHIN DISTANCE] -> near
     | ONLY ":" _OPEN items ")" -> only
     | ONLY ":" value -> only_one
     | limit
value: WORD -> plain
     | PHRASE -> quoted
limit: LIMIT SIGN value
items: item ("," item)*
item: (ITEM | PHRASE)+
bound: BOUND -> plain
     | PHRASE -> quoted
order: _ORDER ORDERED [DIRECTION]
     | _ORDER COUNT _OPEN items ")" [DIRECTION] -> order_count

_AND.6: /(?i:and)(?=\s+[^\s]|\()/
_OR.6: /(?i:or)(?=\s+[^\s]|\()/
_NOT.6: /(?i:not)(?=\s+[^\s]|\()/
MINUS.6: /-+(?=[^\s-])/
KEY.5: /(?i:{_KEYS})(?=\s*(?:!=|<=|>=|[:=<>~])|\s+(?i:(?:all\s+)?in)\s*[(\[])/
COUNT.5: /(?i:count)(?=\s*\()/
EXISTS.5: /(?i:exists)(?=\s*\()/
NEAR.5: /(?i:near)(?=\s*:)/
ONLY.5: /(?i:only)(?=\s*:)/
LIMIT.8: /(?i:limit)(?=\s*(?:!=|<=|>=|[:=<>~]))/
_WITHIN.5: /(?i:within)(?=\s+\.?\d)/
_ORDER.7: /(?i:order)\s+(?i:by)\s+(?=(?i:count\s*\(|(?:{_ORDERS})(?:\s|$)))/
ORDERED.7: /(?i:{_ORDERS})(?=\s|$)/
DIRECTION.7: /(?i:asc|desc)(?=\s|$)/
SIGN.4: /!=|<=|>=|[:=<>~]/
_IN: /(?i:in)/
_ALL_IN: /(?i:all\s+in)/
_OPEN: "("
_SQUARE: "["
DISTANCE.4: /\.?\d[\d.]*\s*[a-zA-Z]*/
WINDOW.4: /\d[\d.:]*(?:[a-zA-Z]+|\s+(?i:min|[smh])\b)?/
PHRASE: /"(?:[^"\\]|\\.)*(?:"\*?|\\?$)/s
ITEM: /[^\s"(),]+/
BOUND: /[^\s":\]]+/
WORD: /{_WORD}/
%ignore /\s+/
"""

LARK = Lark(GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=True)
