"""Owns which pages there are about oneself and the desk."""

from fastapi import APIRouter

from console import setup
from console.settings import connections, own, people, prices, second_step

router = APIRouter()
for pages in (own, second_step, people, connections, prices, setup):
    router.include_router(pages.router)
