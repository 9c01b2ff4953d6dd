"""Owns the list of an article's pages and actions."""

from fastapi import APIRouter

from console.article import decide, life, now, shown

router = APIRouter()
for _pages in (now, shown, decide, life):
    router.include_router(_pages.router)
