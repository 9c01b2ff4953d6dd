"""Owns which pages there are about accounts."""

from fastapi import APIRouter

from console.accounts import listing, medium, money, page, people, settings, telegram, voice

router = APIRouter()
for pages in (listing, page, medium, settings, voice, money, telegram, people):
    router.include_router(pages.router)
