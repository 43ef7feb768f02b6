"""A request whose draft was written by the worker, and what became of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.dataset import Source
from dsr.domain.work import TaskKind
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Document, Event, Task
from dsr.services import briefing, collect, drafts, enclosures, sign_off
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.archive import register, work
from tests.services.carol import alice, ask
from tests.services.told import told


@dataclass(slots=True)
class Scene:
    """A request that was collected and whose draft was written, by the worker."""

    kit: Kit
    part_id: int
    request_id: int
    by: Actor

    def count(self, what: type[object]) -> int:
        with self.kit.database.reading() as session:
            return session.execute(select(func.count()).select_from(what)).scalar_one()

    def events(self, *names: str) -> list[tuple[str, dict[str, object]]]:
        with self.kit.database.reading() as session:
            own = select(Event.name, Event.facts).where(Event.request_id == self.request_id, Event.name.in_(names))
            rows = session.execute(own.order_by(Event.seq))
            return [(name, json.loads(facts)) for name, facts in rows]

    def files(self) -> dict[str, str]:
        """SHA-256 of what lies in the store for each document, by its path."""
        with self.kit.database.reading() as session:
            paths = list(session.execute(select(Document.path)).scalars())
            package = key_of(session, self.request_id, KeyClass.PACKAGE, vault=self.kit.vault)
        return {path: hashlib.sha256(b"".join(self.kit.store.read(path, package, briefing.document_context(path)))).hexdigest() for path in paths}

    def order(self) -> None:
        with self.kit.database.transaction() as session:
            drafts.order(session, self.part_id, by=self.by, now=self.kit.now())


def drafted(kit: Kit, *found: Source) -> Scene:
    own = replace(kit, sources=SourceBook(told(found or (register(),))))
    by, asked = alice(own), ask(own)
    with own.database.transaction() as session:
        sign_off.sign(session, [one for source in own.sources.sources for one in source.collections()], by=by, now=own.now())
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    work(own)
    return Scene(own, asked.part_id, asked.request_id, by)


def colleague(scene: Scene) -> Actor:
    """Another member of staff who may approve."""
    return replace(alice(scene.kit, StaffRole.DPO), capabilities=ROLES[StaffRole.MANAGER])


def with_settings(**changed: object) -> Callable[[Scene], None]:
    """Other settings from now on."""
    def change(scene: Scene) -> None:
        scene.kit = replace(scene.kit, settings=scene.kit.settings.model_copy(update=changed))
    return change


def with_file(scene: Scene) -> None:
    """One more file that was found."""
    with scene.kit.database.transaction() as session:
        task = session.execute(select(Task).where(Task.kind == TaskKind.COLLECT)).scalars().first()
        assert task is not None
        enclosures.add(session, task_id=task.id, attempt=task.attempts, source_key="crm", address="", name="a.pdf", media_type="application/pdf",
                       size=1, digest="d" * 64, path="part-1/x", needs_review=False, now=scene.kit.now(), vault=scene.kit.vault)
