"""Linking policies: which list intercepts which role, by which kinds of shared identifiers, over how many hops."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from merchant_compliance.linking.soft.shape import LEAST
from merchant_compliance.merchant.record import Role
from merchant_compliance.rulebook.policy import Bilingual, Filled, Identifier, Provenance, Shape

LinkKind = Literal["uid", "id_number", "uscc", "phone", "bank_account", "device", "address"]


class LinkPath(Shape):
    """One permitted way; an identifier with more than `max_holders` holders links nobody."""

    list: Filled
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    kinds: Annotated[tuple[LinkKind, ...], Field(min_length=1)]
    hops: Annotated[int, Field(strict=True, ge=1, le=6)] = 1
    max_holders: Annotated[int, Field(strict=True, ge=2)] = 100


class LookAlikes(Shape):
    """From a list to merchants of these roles that are like a listed one, with at least this confidence."""

    list: Filled
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    least: Annotated[float, Field(gt=0, lt=1)] = LEAST


class Linking(Shape):
    """One linking file."""

    linking: Identifier
    title: Bilingual
    source: Provenance | None = None
    paths: Annotated[tuple[LinkPath, ...], Field(min_length=1)]
    look_alikes: tuple[LookAlikes, ...] = ()
