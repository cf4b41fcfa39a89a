"""What staff send about complaints, checked before anything else sees it."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from channels.console.forms import Blank, Cursor, Key, Limit, Words
from store.complaint_desk import ComplaintStatus
from store.complaint_list import ComplaintFilter, Standing
from store.complaints import ComplaintPriority, ComplaintType

Number = Annotated[str, Path(pattern=r"^CC-[0-9]{6}$")]


class ComplaintQuery(BaseModel):
    """How the list of complaints is narrowed, and where it goes on."""

    status: Annotated[Standing | None, Blank] = None
    priority: Annotated[ComplaintPriority | None, Blank] = None
    type: Annotated[ComplaintType | None, Blank] = None
    assigned: Annotated[Literal["me", "nobody"] | None, Blank] = None
    overdue: Annotated[bool | None, Blank] = None
    cursor: Annotated[Cursor | None, Blank] = None
    limit: Limit = 50

    def wanted(self, person_id: int) -> ComplaintFilter:
        """The filter for this person, who is "me"."""
        whose = {"me": person_id, "nobody": 0, None: None}[self.assigned]
        return ComplaintFilter(
            status=self.status or "unsettled",
            priority=self.priority,
            type=self.type,
            assigned=whose,
            overdue=bool(self.overdue),
        )


class Assignment(BaseModel):
    """To whom a complaint is given; null: to nobody."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[Key | None, Field()] = None


class Comment(BaseModel):
    """A line of the history; the customer reads what is not internal."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    internal: bool


class StatusChange(Comment):
    """Another status, and why."""

    to: ComplaintStatus


class Said(BaseModel):
    """How it was settled, or why it is taken up again; the customer reads it."""

    model_config = ConfigDict(extra="forbid")

    text: Words


class AssignForm(BaseModel):
    to: Annotated[Key | None, Blank] = None


class CommentForm(BaseModel):
    """Without a tick the customer reads it."""

    text: Words
    internal: bool = False


class StatusForm(CommentForm):
    to: ComplaintStatus


class SaidForm(BaseModel):
    text: Words
