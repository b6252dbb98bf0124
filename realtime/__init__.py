"""The engine: topics, rooms, a broker, and a server that carries streams to many readers.

It knows no page and no lesson. Read it in this order: `event`, `topic`, `broker`, `room`, `api`, `server`.
"""
