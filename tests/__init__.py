"""Proof: unit (pure), js (node), wire (the real server, foreign clients), browser (a real Chromium)."""
