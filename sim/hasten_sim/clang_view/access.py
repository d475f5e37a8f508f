"""What an expression does with the variable that is named in it.

From the name outwards: as long as the expression around still denotes the variable, a part of it,
or what it leads to, the next one is looked at; the first that reads, writes or hands it on decides.
Rules rely on "read" meaning read: what is not understood is "address".
"""

from __future__ import annotations

import re
from typing import Literal

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.binding import kind
from hasten_sim.clang_view.calls import Calls, CallView, Role
from hasten_sim.clang_view.library_calls import (
    COMPARISONS,
    COMPOUND,
    COPYING_CONTAINERS,
    ELEMENT_ACCESS,
    EMPLACERS,
    INSERTS_ON_ACCESS,
    MAKERS,
    MOVES,
    POSITIONS,
    READING_ALGORITHMS,
)
from hasten_sim.clang_view.nodes import MainFile, Node
from hasten_sim.clang_view.types import TypeFacts, Types

Access = Literal["read", "write", "read_write", "address", "const_call"]

UNEXPOSED = kind("UNEXPOSED_EXPR")
NAME = kind("DECL_REF_EXPR")
PAREN = kind("PAREN_EXPR")
BINARY = kind("BINARY_OPERATOR")
COMPOUND_ASSIGNMENT = kind("COMPOUND_ASSIGNMENT_OPERATOR")
UNARY = kind("UNARY_OPERATOR")
SUBSCRIPT = kind("ARRAY_SUBSCRIPT_EXPR")
MEMBER = kind("MEMBER_REF_EXPR")
CALL = kind("CALL_EXPR")
CONDITIONAL = kind("CONDITIONAL_OPERATOR")
INITIALIZERS = kind("INIT_LIST_EXPR")
LAMBDA = kind("LAMBDA_EXPR")
NEW = kind("CXX_NEW_EXPR")
RETURN = kind("RETURN_STMT")
RANGE_FOR = kind("CXX_FOR_RANGE_STMT")
CAPTURE = kind("VARIABLE_REF")
MEMBER_NAME = kind("MEMBER_REF")
CONSTRUCTOR = kind("CONSTRUCTOR")
PARAMETER = kind("PARM_DECL")
UNEXPOSED_DECLARATION = kind("UNEXPOSED_DECL")
CASTS = frozenset(
    kind(f"{name}_EXPR")
    for name in (
        "CSTYLE_CAST",
        "CXX_STATIC_CAST",
        "CXX_REINTERPRET_CAST",
        "CXX_CONST_CAST",
        "CXX_DYNAMIC_CAST",
        "CXX_FUNCTIONAL_CAST",
    )
)
VARIABLES = frozenset({kind("VAR_DECL"), kind("FIELD_DECL"), PARAMETER, UNEXPOSED_DECLARATION})
FUNCTIONS = frozenset(
    {kind("FUNCTION_DECL"), kind("CXX_METHOD"), kind("CONVERSION_FUNCTION")}
    | {kind("FUNCTION_TEMPLATE"), CONSTRUCTOR, kind("DESTRUCTOR")}
)
METHODS = frozenset({kind("CXX_METHOD"), kind("CONVERSION_FUNCTION"), kind("FUNCTION_TEMPLATE")})
FIELDS = kind("FIELD_DECL")
UNEVALUATED = frozenset({kind("CXX_UNARY_EXPR"), kind("CXX_TYPEID_EXPR"), kind("STATIC_ASSERT")})
VALUES = frozenset({NEW, kind("CXX_THROW_EXPR")})
FIRST_STATEMENT, LAST_STATEMENT = kind("LABEL_STMT"), kind("DECL_STMT")
ASSEMBLERS = frozenset({kind("ASM_STMT"), kind("MS_ASM_STMT")})
FIRST_EXPRESSION = kind("UNEXPOSED_EXPR")

_STANDARD_NAMES = re.compile(r"std::[\w:]+")
_NAMES = re.compile(r"[A-Za-z_][\w:]*")
_NUMBERS = frozenset(
    {"const", "bool", "char", "signed", "unsigned", "short", "int", "long", "float", "double"}
    | {"__int128", "wchar_t"}
)
ASSIGN, COMMA = 22, 33
POINTER_TO_MEMBER = (1, 2)
ADD_SUBTRACT = (6, 7)
SHIFTS = (8, 9)
INCREMENTS, PREFIXES, ADDRESS_OF, DEREFERENCE = (1, 2, 3, 4), (3, 4), 5, 6


class AccessReader:
    """Reads the access of references in one file."""

    def __init__(self, file: MainFile, types: Types, calls: Calls) -> None:
        self.file, self.types, self.calls = file, types, calls

    def of(self, reference: Node) -> Access:
        """What happens to the variable or field that a node names."""
        return _Climb(self, reference).result()


class _Climb:
    """One way from a name outwards.

    `node` denotes the object ("object"), or is a pointer, an iterator or a proxy that leads to it
    ("pointer"). `partial`: to a part of it only. `through`: to what the variable, a pointer, leads
    to. `called`: by way of a member function.
    """

    def __init__(self, reader: AccessReader, reference: Node) -> None:
        self.reader = reader
        self.types = reader.types
        self.node = reference
        self.mode: Literal["object", "pointer"] = "object"
        self.partial = self.through = self.called = False

    # Each step gives the answer, or None after moving `node` outwards.

    def result(self) -> Access:
        while True:
            parent = self.node.parent
            if parent is None:
                return self._read()
            answer = self._step(parent)
            if answer is not None:
                return answer

    def _step(self, parent: Node) -> Access | None:
        here = parent.kind
        if here == UNEXPOSED:
            return self._conversion(parent)
        if here == PAREN:
            return self._out(parent)
        if here == CALL:
            return self._call(parent)
        if here == MEMBER:
            return self._member(parent)
        if here == BINARY:
            return self._binary(parent)
        if here == UNARY:
            return self._unary(parent)
        if here == SUBSCRIPT:
            return self._subscript(parent)
        if here == COMPOUND_ASSIGNMENT:
            return self._changed("read_write", parent) if self._is_first(parent) else self._value()
        if here == CONDITIONAL:
            return self._read() if self._is_first(parent) else self._out(parent)
        if here in CASTS:
            return self._cast(parent)
        return self._elsewhere(parent)

    def _elsewhere(self, parent: Node) -> Access | None:
        here = parent.kind
        if here in VARIABLES:
            return self._bound(self.types.of_cursor(parent.cursor))
        if here == RETURN:
            return self._returned(parent)
        if here == RANGE_FOR:
            return self._ranged(parent)
        if here == LAMBDA:
            return self._captured(parent)
        if here == INITIALIZERS:
            return self._initializes(parent)
        if here == CONSTRUCTOR:
            return self._member_initializer(parent)
        if here in VALUES:
            return self._value()
        is_statement = FIRST_STATEMENT <= here <= LAST_STATEMENT and here not in ASSEMBLERS
        if is_statement or here < FIRST_EXPRESSION or here in UNEVALUATED:
            return self._read()
        return "address"

    # --- answers ---------------------------------------------------------------------------------

    def _read(self) -> Access:
        return "const_call" if self.called else "read"

    def _out(self, parent: Node) -> None:
        self.node = parent

    def _escapes(self) -> Access:
        """The pointer or iterator goes where it cannot be followed."""
        return self._read() if self._type().leads_to_const else "address"

    def _value(self) -> Access:
        """The expression is used for its value."""
        if self.mode == "pointer":
            return self._escapes()
        type_ = self._type()
        return self._escapes() if type_.is_pointer or type_.is_array else self._read()

    def _changed(self, how: Literal["write", "read_write"], parent: Node) -> Access:
        """The object is assigned; the assignment itself may be an object that is handed on."""
        if self.through or self.called:
            return "address"
        outer = _Climb(self.reader, parent)
        if outer.result() == "address":
            return "address"
        return "read_write" if self.partial else how

    def _type(self) -> TypeFacts:
        return self.types.of_cursor(self.node.cursor)

    def _is_first(self, parent: Node) -> bool:
        return parent.children[0] is self.node

    # --- expressions -----------------------------------------------------------------------------

    def _conversion(self, parent: Node) -> Access | None:
        """An implicit conversion, or something else that clang does not name."""
        if len(parent.children) > 1:
            return "address"
        before, after = self._type(), self.types.of_cursor(parent.cursor)
        if self.mode == "object":
            if before.is_array and after.is_pointer:
                self.mode = "pointer"
            elif before.is_pointer and after.is_pointer:
                self.mode, self.through = "pointer", True
            elif _makes_a_number(before, after):
                return self._read()
        elif after.is_arithmetic:
            return self._read()
        return self._out(parent)

    def _binary(self, parent: Node) -> Access | None:
        operator = binding.opcode(parent.cursor)
        first = self._is_first(parent)
        if operator == ASSIGN:
            return self._changed("write", parent) if first else self._value()
        if operator == COMMA:
            return self._read() if first else self._out(parent)
        if operator in POINTER_TO_MEMBER:
            return "address"
        result = self.types.of_cursor(parent.cursor)
        if operator in SHIFTS and result.is_dependent:
            return "address"
        if operator in ADD_SUBTRACT and result.is_pointer:
            self._follow_pointer()
            return self._out(parent)
        return self._read()

    def _follow_pointer(self) -> None:
        """From a pointer or an array as an object to the pointer that is its value."""
        if self.mode == "object":
            self.through = self.through or self._type().is_pointer
            self.mode = "pointer"

    def _unary(self, parent: Node) -> Access | None:
        operator = binding.unary_opcode(parent.cursor)
        if operator in INCREMENTS:
            if self.mode == "pointer":
                return self._escapes()
            return self._changed("read_write", parent)
        if operator == ADDRESS_OF:
            return "address"
        if operator == DEREFERENCE:
            return self._dereferenced(parent)
        return self._read()

    def _dereferenced(self, parent: Node) -> Access | None:
        if self._type().is_dependent:
            return "address"
        self._follow_pointer()
        self.mode, self.partial = "object", True
        return self._out(parent)

    def _subscript(self, parent: Node) -> Access | None:
        type_ = self._type()
        if self.mode == "pointer" or type_.is_array or type_.is_pointer:
            return self._dereferenced(parent)
        if type_.is_dependent and self._is_first(parent):
            return "address"
        return self._read()

    def _cast(self, parent: Node) -> Access | None:
        target = self.types.of_cursor(parent.cursor)
        if target.spelling == "void" or target.spelling == "bool":
            return self._read()
        if self.mode == "pointer":
            return self._out(parent) if target.is_pointer else self._escapes()
        if self.node.kind == UNEXPOSED and target.is_arithmetic:
            return self._read()
        if self._type().is_arithmetic and self.node.kind == UNEXPOSED:
            return self._read()
        return "address"

    def _member(self, parent: Node) -> Access | None:
        """The base of `base.member` or `base->member`."""
        referenced = parent.cursor.referenced
        if referenced is None:
            return "address"
        if binding.kind_of(referenced) in METHODS:
            call = self.reader.calls.with_callee(parent)
            return self._object_of(call) if call is not None else "address"
        if binding.kind_of(referenced) != FIELDS:
            return self._read()
        self._enter(self._type())
        self.partial = True
        self.through = self.through or self.types.of_cursor(referenced).is_reference
        return self._out(parent)

    def _enter(self, base: TypeFacts) -> None:
        if self.mode == "pointer" or base.is_pointer:
            self._follow_pointer()
            self.mode = "object"

    # --- calls -----------------------------------------------------------------------------------

    def _call(self, parent: Node) -> Access | None:
        call = self.reader.calls.of(parent)
        role, index = call.role_of(self.node)
        if role == Role.CALLEE:
            callable_ = self._type()
            is_plain = callable_.is_pointer or not callable_.is_record
            return self._read() if is_plain and not callable_.is_dependent else "address"
        if call.callee is None:
            return self._read() if call.unresolved_operator in COMPARISONS else "address"
        if role == Role.OBJECT:
            return self._object_of(call)
        return self._argument(call, index)

    def _object_of(self, call: CallView) -> Access | None:
        """A member function is called on the object."""
        name = call.name
        if call.is_static:
            return self._read()
        if self.mode == "pointer" and self._type().is_record:
            return self._iterator_called(call)
        if self._type().is_pointer:
            self._enter(self._type())
        if name == "operator=":
            return self._changed("write", call.node)
        if name in COMPOUND and not call.is_const:
            return self._changed("read_write", call.node)
        self.called = True
        if call.is_const:
            return self._result_of(call)
        gives_access = name in ELEMENT_ACCESS or name in POSITIONS
        inserts = name == "operator[]" and call.owner in INSERTS_ON_ACCESS
        if gives_access and not inserts and call.owner.startswith(("std::", "__gnu_cxx::")):
            return self._result_of(call)
        return "address"

    def _iterator_called(self, call: CallView) -> Access | None:
        """A member function of an iterator or a proxy that leads to the object."""
        result = call.result
        if self._type().is_proxy:
            return self._read() if call.is_const and result.is_arithmetic else "address"
        if call.name in MOVES and not result.is_iterator:
            return self._read()
        return self._result_of(call) if call.is_const or call.name in MOVES else "address"

    def _result_of(self, call: CallView) -> Access | None:
        """What is done with what a call gives: it may lead to the object."""
        result = call.result
        if result.is_dependent:
            return "address"
        if result.is_reference:
            if result.is_const:
                return self._read()
            self.mode, self.partial = "object", True
        elif result.is_pointer or result.is_iterator or result.is_proxy:
            if result.leads_to_const:
                return self._read()
            self.mode = "pointer"
        elif _holds_iterators(result):
            return "address"
        else:
            return self._read()
        return self._out(call.node)

    def _argument(self, call: CallView, index: int) -> Access | None:
        if not call.has_known_parameters:
            return "address"
        parameter = call.parameter(index)
        if parameter is None:
            return self._value()
        if self.mode == "pointer":
            return self._pointer_argument(call, parameter)
        if parameter.is_dependent:
            return "address"
        if not parameter.is_reference:
            return self._value()
        if parameter.is_lvalue_reference and parameter.is_const:
            return self._read()
        if _only_copies(call) or self._is_moved_on_return(call):
            return self._read()
        return "address"

    def _is_moved_on_return(self, call: CallView) -> bool:
        """Whether `return x;` moves: nobody can look at a local variable after that."""
        outer = call.node.parent
        while outer is not None and outer.kind in (UNEXPOSED, PAREN):
            outer = outer.parent
        inner = self.node
        while inner.kind in (UNEXPOSED, PAREN) and len(inner.children) == 1:
            inner = inner.children[0]
        named = inner.cursor.referenced if inner.kind == NAME else None
        is_local = named is not None and binding.kind_of(named) in VARIABLES
        return call.is_constructor and is_local and outer is not None and outer.kind == RETURN

    def _pointer_argument(self, call: CallView, parameter: TypeFacts) -> Access | None:
        pointed = parameter.pointee if parameter.is_pointer else None
        if pointed is not None and pointed.is_const:
            return self._read()
        if call.name in COMPARISONS or self._type().leads_to_const:
            return self._read()
        if call.name in MOVES and self._type().is_iterator and not parameter.is_dependent:
            return self._result_of(call)
        if call.qualified in READING_ALGORITHMS or (
            call.is_constructor and call.result.is_iterator
        ):
            return self._result_of(call)
        if call.is_constructor and call.owner in COPYING_CONTAINERS:
            return self._read()
        return "address"

    # --- declarations and statements -------------------------------------------------------------

    def _bound(self, declared: TypeFacts) -> Access:
        """The expression initializes a variable, a parameter or a field."""
        if declared.is_reference and not (declared.is_lvalue_reference and declared.is_const):
            return "address"
        if declared.is_dependent and "decltype" in str(declared.type.spelling):
            return "address"
        if self.mode == "pointer":
            return self._escapes()
        if declared.is_reference:
            return self._read()
        return self._value() if declared.is_pointer else self._copied()

    def _copied(self) -> Access:
        return "address" if self._type().is_proxy else self._read()

    def _returned(self, statement: Node) -> Access:
        node: Node | None = statement
        while node is not None and node.kind != LAMBDA and node.kind not in FUNCTIONS:
            node = node.parent
        if node is None:
            return "address"
        if node.kind == LAMBDA:
            if self._lambda_gives_reference(node):
                return "address"
            return self._value()
        return self._bound(self.types.of(node.cursor.result_type))

    def _lambda_gives_reference(self, node: Node) -> bool:
        """Whether a lambda says that its result is a reference; libclang does not tell."""
        body = node.children[-1]
        head = self.reader.file.data[node.start : max(body.start, node.start)]
        _, arrow, result = head.rpartition(b"->")
        return node.from_macro or (bool(arrow) and (b"&" in result or b"decltype" in result))

    def _ranged(self, loop: Node) -> Access:
        """The expression is what a range-based for goes over."""
        variable = next((c for c in loop.children if c.kind in VARIABLES), None)
        if loop.children[-1] is self.node:
            return self._read()
        if variable is None:
            return "address"
        element = self.types.of_cursor(variable.cursor)
        if element.is_reference and not (element.is_lvalue_reference and element.is_const):
            return "address"
        if element.is_proxy or self.mode == "pointer":
            return "address"
        return self._read()

    def _captured(self, lambda_: Node) -> Access:
        """The expression initializes a capture."""
        names = [c for c in lambda_.children if c.kind == CAPTURE and c.start <= self.node.start]
        if not names:
            return "address"
        capture = max(names, key=lambda name: name.start)
        if capture.start == self.node.start:
            return "address" if self._type().is_pointer else self._read()
        declared = capture.cursor.referenced
        return self._bound(self.types.of_cursor(declared)) if declared is not None else "address"

    def _initializes(self, initializers: Node) -> Access:
        if self.mode == "pointer":
            return self._escapes()
        type_ = self.types.of_cursor(initializers.cursor)
        if type_.is_dependent or (type_.is_record and _has_reference(self.types, type_)):
            return "address"
        return self._value()

    def _member_initializer(self, constructor: Node) -> Access:
        before = [c for c in constructor.children if c.start <= self.node.start]
        names = [c for c in before if c.kind == MEMBER_NAME]
        if not names:
            return "address"
        member = max(names, key=lambda name: name.start).cursor.referenced
        return self._bound(self.types.of_cursor(member)) if member is not None else "address"


def _only_copies(call: CallView) -> bool:
    """Whether a function that takes anything by reference copies it into a standard object.

    The element types must be numbers and standard classes: one's own may keep the reference.
    """
    if call.qualified in MAKERS:
        made = call.result.spelling
    elif call.name in EMPLACERS and call.owner.startswith("std::"):
        made = call.object_type
    else:
        return False
    names = _NAMES.findall(_STANDARD_NAMES.sub("", made))
    keeps = any(mark in made for mark in ("&", "*", "std::reference_wrapper"))
    return bool(made) and not keeps and set(names) <= _NUMBERS


def _makes_a_number(before: TypeFacts, after: TypeFacts) -> bool:
    """Whether a conversion gives a new number, which is not the object any more."""
    if before.is_pointer:
        return after.is_arithmetic
    return before.is_arithmetic and _bare(before) != _bare(after)


def _bare(type_: TypeFacts) -> str:
    return type_.spelling.removeprefix("const ").removeprefix("volatile ")


def _holds_iterators(type_: TypeFacts) -> bool:
    """Whether a class may lead to the object that it was got from: a pair of iterators, a view."""
    return "iterator" in type_.spelling and not type_.leads_to_const


def _has_reference(types: Types, record: TypeFacts) -> bool:
    return any(types.of_cursor(field).is_reference for field in record.canonical.get_fields())
