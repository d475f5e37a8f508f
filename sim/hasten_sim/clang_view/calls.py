"""Calls: what is called, on what, with what."""

from __future__ import annotations

from enum import Enum, auto
from functools import cached_property

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.binding import Cursor, kind
from hasten_sim.clang_view.nodes import Node
from hasten_sim.clang_view.types import TypeFacts, Types

_CALL = kind("CALL_EXPR")
_MEMBER = kind("MEMBER_REF_EXPR")
_METHODS = frozenset({kind("CXX_METHOD"), kind("CONVERSION_FUNCTION")})
_CONSTRUCTOR = kind("CONSTRUCTOR")
_FUNCTIONS = frozenset({*_METHODS, _CONSTRUCTOR, kind("FUNCTION_DECL"), kind("DESTRUCTOR")})
_WRAPPERS = frozenset({kind("UNEXPOSED_EXPR"), kind("PAREN_EXPR")})
_OVERLOADED = kind("OVERLOADED_DECL_REF")
_NAMESPACE = kind("NAMESPACE")
_UNIT = kind("TRANSLATION_UNIT")


class Role(Enum):
    """What a child of a call is to it."""

    CALLEE = auto()
    OBJECT = auto()
    ARGUMENT = auto()


class CallView:
    """One call. `callee` is None when clang could not tell (in templates)."""

    def __init__(self, node: Node, types: Types, names: Names) -> None:
        self.node, self._types, self._names = node, types, names
        self.callee: Cursor = node.cursor.referenced

    @cached_property
    def name(self) -> str:
        """The unqualified name of what is called."""
        return str(self.callee.spelling) if self.callee is not None else ""

    @cached_property
    def qualified(self) -> str:
        """The name with namespaces and classes; "" when it is not known."""
        return self._names.qualified(self.callee) if self.callee is not None else ""

    @cached_property
    def owner(self) -> str:
        """The qualified name of the class or namespace of what is called."""
        return self.qualified.rpartition("::")[0]

    @cached_property
    def is_function(self) -> bool:
        """Whether a function is called by its name, not a variable that holds one."""
        return self.callee is not None and binding.kind_of(self.callee) in _FUNCTIONS

    @cached_property
    def is_method(self) -> bool:
        """Whether what is called is a member function (not a constructor)."""
        return self.callee is not None and binding.kind_of(self.callee) in _METHODS

    @cached_property
    def is_constructor(self) -> bool:
        """Whether an object is made."""
        return self.callee is not None and binding.kind_of(self.callee) == _CONSTRUCTOR

    @cached_property
    def is_static(self) -> bool:
        """Whether it is a member function without an object."""
        return self.is_method and bool(self.callee.is_static_method())

    @cached_property
    def is_const(self) -> bool:
        """Whether it is a member function that promises not to change its object."""
        return self.is_method and bool(self.callee.is_const_method())

    @cached_property
    def result(self) -> TypeFacts:
        """The type that the callee is declared to give, references included."""
        if self.is_function and not self.is_constructor:
            return self._types.of(self.callee.result_type)
        return self._types.of_cursor(self.node.cursor)

    @cached_property
    def operands(self) -> list[Cursor]:
        """The arguments as clang counts them: of an operator, with its object."""
        return binding.operands(self.node.cursor)

    @cached_property
    def unresolved_operator(self) -> str:
        """The operator that a template applies to what it does not know yet, or ""."""
        for child in self.node.children:
            for below in child.children:
                if below.kind == _OVERLOADED and str(below.cursor.spelling).startswith("operator"):
                    return str(below.cursor.spelling)
        return ""

    @cached_property
    def member(self) -> Node | None:
        """The `object.function` of a member call."""
        if not self.node.children:
            return None
        node = self.node.children[0]
        while node.kind in _WRAPPERS and len(node.children) == 1:
            node = node.children[0]
        return node if node.kind == _MEMBER else None

    @cached_property
    def has_object_operand(self) -> bool:
        """Whether the first operand is the object: `a[i]`, not `a.at(i)`."""
        return self.is_method and not self.is_static and not self._is_member_call

    @cached_property
    def _is_member_call(self) -> bool:
        referenced = self.member.cursor.referenced if self.member is not None else None
        return referenced is not None and referenced == self.callee

    @cached_property
    def arguments(self) -> list[Cursor]:
        """The operands without the object."""
        return self.operands[1:] if self.has_object_operand else self.operands

    @cached_property
    def object_type(self) -> str:
        """The canonical type of the object of a member call, "" when there is none."""
        if self.has_object_operand:
            return self._types.of_cursor(self.operands[0]).spelling if self.operands else ""
        if not self.is_method or self.is_static or self.member is None:
            return ""
        for child in self.member.children:
            if child.kind >= _MEMBER - 2:
                found = self._types.of_cursor(child.cursor)
                pointee = found.pointee if found.is_pointer else found
                return pointee.spelling if pointee is not None else ""
        return self._types.of(self.callee.semantic_parent.type).spelling

    @cached_property
    def _parameters(self) -> list[TypeFacts] | None:
        type_ = self.callee.type if self.callee is not None else None
        if type_ is None:
            return None
        if not self.is_function:
            type_ = type_.get_canonical()
            pointee = type_.get_pointee()
            type_ = pointee if binding.type_kind_of(pointee) != 0 else type_
        found = binding.parameter_types(type_)
        return [self._types.of(each) for each in found] if found is not None else None

    @property
    def has_known_parameters(self) -> bool:
        """Whether it is known how arguments are taken."""
        return self._parameters is not None

    def parameter(self, index: int) -> TypeFacts | None:
        """The declared type of a parameter; None beyond the declared ones (`printf`)."""
        parameters = self._parameters or []
        return parameters[index] if index < len(parameters) else None

    def role_of(self, child: Node) -> tuple[Role, int]:
        """What a child of the call is; for an argument, which one, without the object."""
        wanted = binding.expression_identity(child.cursor)
        for index, operand in enumerate(self.operands):
            if binding.expression_identity(operand) == wanted:
                if not self.has_object_operand:
                    return Role.ARGUMENT, index
                return (Role.ARGUMENT, index - 1) if index else (Role.OBJECT, 0)
        return Role.CALLEE, -1


class Names:
    """Qualified names, remembered."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int], str] = {}

    def qualified(self, cursor: Cursor) -> str:
        """The name with the namespaces and classes around, without template arguments.

        Inline namespaces and those without a name are left out.
        """
        key = binding.identity(cursor)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._qualified(cursor)
        return found

    def _qualified(self, cursor: Cursor) -> str:
        parts = [str(cursor.spelling)]
        around = cursor.semantic_parent
        while around is not None and binding.kind_of(around) != _UNIT:
            name = str(around.spelling)
            inline = binding.kind_of(around) == _NAMESPACE and binding.is_inline_namespace(around)
            is_type = binding.kind_of(around) not in _FUNCTIONS
            if name and "(" not in name and not inline and is_type:
                parts.append(name)
            around = around.semantic_parent
        return "::".join(reversed(parts))


class Calls:
    """The calls of one file, remembered."""

    def __init__(self, types: Types, names: Names) -> None:
        self._types, self._names = types, names
        self._known: dict[int, CallView] = {}

    def of(self, node: Node) -> CallView:
        """The view of a call expression."""
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = CallView(node, self._types, self._names)
        return found

    def with_callee(self, member: Node) -> CallView | None:
        """The call whose callee is `object.function`; None when it is not called."""
        node = member
        while node.parent is not None and node.parent.kind in _WRAPPERS:
            node = node.parent
        call = node.parent
        if call is None or call.kind != _CALL or call.children[0] is not node:
            return None
        return self.of(call)
