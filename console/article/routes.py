"""Owns the list of an article's pages and actions."""

from fastapi import APIRouter

from console.article import decide, life, now, photos, shown, text, versions

router = APIRouter()
for _pages in (now, shown, decide, photos, life, text, versions):
    router.include_router(_pages.router)
