#!/usr/bin/env python3
"""Makes the price catalogue that ships inside Sallyport.

Run:  python3 tools/make_price_catalog.py SOURCE.json src/Sallyport.Gateway/Settlement/model-prices.json

SOURCE.json is a compiled catalogue with prices in USD per million tokens and the fields provider, model,
aliases, mode, status, price, batchPrice, tiers, contextWindow, maxOutput, retirementDate. Needs the Python standard library only.

Prices become whole nano-USD per token (USD per million tokens x 1,000). A price that is not a whole
number of nano-USD rounds up: a bound on cost must never be too low. Models priced at zero are free plans or are billed
in another unit, so they are listed without a price: unknown, never zero.
"""
import hashlib
import json
import sys
from decimal import ROUND_CEILING, Decimal

PROVIDERS = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "deepseek": "deepseek", "mistral": "mistral"}
# Not reachable through the endpoints that the gateway serves, so not offered in model lists; prices are kept.
UNLISTED = ("tts", "whisper", "image", "realtime", "audio", "transcribe", "ocr", "ft:", "computer-use", "robotics", "vision", "-cli-", "babbage", "davinci", "-instruct")
# Families that the vendor serves as flex too, at the prices of batches.
FLEX = ("gpt-5", "o3", "o4-mini")
LONG_FROM_200K = ("gemini-2.5", "gemini-3", "gemini-pro-latest", "deep-research")
# Long-context prices that vendors state and the sources lack, as of 2026-08: USD per million tokens, for the whole request.
LONG = {
    "gemini-2.5-pro": {"above": 200000, "input": 2.5, "output": 15, "cacheRead": 0.25},
    "gemini-3-pro-preview": {"above": 200000, "input": 4, "output": 18, "cacheRead": 0.4},
    "gemini-3.1-pro-preview": {"above": 200000, "input": 4, "output": 18, "cacheRead": 0.4},
    "claude-sonnet-4-5": {"above": 200000, "input": 6, "output": 22.5, "cacheRead": 0.6, "cacheWrite": 7.5},
    "claude-sonnet-4-0": {"above": 200000, "input": 6, "output": 22.5, "cacheRead": 0.6, "cacheWrite": 7.5},
    "claude-sonnet-4-20250514": {"above": 200000, "input": 6, "output": 22.5, "cacheRead": 0.6, "cacheWrite": 7.5},
    "gpt-5.4": {"above": 272000, "input": 5, "output": 22.5, "cacheRead": 0.5},
    "gpt-5.4-pro": {"above": 272000, "input": 60, "output": 270},
    "gpt-5.5": {"above": 272000, "input": 10, "output": 45, "cacheRead": 1},
}
# Priority processing, as openai.com states it, as of 2026-08. A model without a line has no known price when it is served so.
PRIORITY = {
    "gpt-5.5": {"input": 12.5, "output": 75, "cacheRead": 1.25},
    "gpt-5.4": {"input": 5, "output": 30, "cacheRead": 0.5},
    "gpt-5.4-mini": {"input": 1.5, "output": 9, "cacheRead": 0.15},
    "gpt-5.2": {"input": 3.5, "output": 28, "cacheRead": 0.35},
    "gpt-5.1": {"input": 2.5, "output": 20, "cacheRead": 0.25},
    "gpt-5": {"input": 2.5, "output": 20, "cacheRead": 0.25},
    "gpt-5-mini": {"input": 0.45, "output": 3.6, "cacheRead": 0.045},
    "gpt-5.1-codex": {"input": 2.5, "output": 20, "cacheRead": 0.25},
    "gpt-5-codex": {"input": 2.5, "output": 20, "cacheRead": 0.25},
    "gpt-4.1": {"input": 3.5, "output": 14, "cacheRead": 0.875},
}
TEXT_MODES = {"chat", "completion", "responses", "embedding", None}


def nano(usd_per_million):
    if usd_per_million is None:
        return None
    return int((Decimal(str(usd_per_million)) * 1000).to_integral_value(ROUND_CEILING))


def fee(usd_per_call):
    return None if usd_per_call is None else int((Decimal(str(usd_per_call)) * 10**9).to_integral_value(ROUND_CEILING))


def rates(price, provider):
    """One set of prices. A cache price above the input price is the price of storing, so it is left out."""
    fields = {
        "input": nano(price.get("input", 0)),
        "output": nano(price.get("output", 0)),
        "cache_read": nano(price.get("cacheRead")) if price.get("cacheRead", 0) <= price.get("input", 0) else None,
        "cache_write": nano(price.get("cacheWrite")) if provider != "gemini" else None,  # there it is the price of reading
        "cache_write_1h": nano(price.get("cacheWrite1h")),
        "reasoning": nano(price.get("reasoning")),
        "input_audio": nano(price.get("inputAudio")),
        "output_audio": nano(price.get("outputAudio")),
    }
    if provider == "anthropic" and fields["cache_write"] and not fields["cache_write_1h"]:
        fields["cache_write_1h"] = 2 * fields["input"]  # as documented for every model
    return {key: value for key, value in fields.items() if value is not None}


def longer(model, provider):
    """Prices of long inputs: those of the source, or those that the vendor's price page states (LONG)."""
    if tier := LONG.get(model["model"]):
        return [{"above": tier["above"], **rates(tier, provider)}]
    bound = 200000 if model["model"].startswith(LONG_FROM_200K) else None  # one source says 128,000 for all; the vendor's page does not
    return [{"above": bound or t["aboveInputTokens"], **rates(t, provider)} for t in model.get("tiers") or []] or None


def entry(model):
    price = model.get("price") or {}
    provider = PROVIDERS[model["provider"]]
    by_the_piece = "image" in model["model"] and price.get("output", 0) < price.get("input", 0)  # an image's price where a token's should be
    priced = bool(price.get("input") or price.get("output")) and not by_the_piece
    batch = rates(model["batchPrice"], provider) if priced and model.get("batchPrice") else None
    fields = {
        "provider": provider,
        "model": model["model"],
        "aliases": sorted(set(model.get("aliases") or []) - {model["model"]}) or None,
        **(rates(price, provider) if priced else {}),
        "long": longer(model, provider) if priced else None,
        "batch": batch,
        "flex": batch if provider == "openai" and model["model"].startswith(FLEX) else None,
        "priority": rates(PRIORITY[model["model"]], provider) if provider == "openai" and model["model"] in PRIORITY else None,
        "web_search": fee(price.get("webSearchPerCall")) if priced else None,
        "web_search_once": (provider == "gemini" and not model["model"].startswith("gemini-3") and price.get("webSearchPerCall") is not None and priced) or None,
        "file_search": fee(price.get("fileSearchPerCall")) if priced else None,
        "context": model.get("contextWindow"),
        "max_output": model.get("maxOutput"),
        "retired": model.get("retirementDate") if model.get("status") in ("retired", "deprecated") else None,
        "listed": (model.get("status") == "active" and not any(word in model["model"] for word in UNLISTED)) or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        catalog = json.load(file)
    entries = sorted(
        (entry(m) for m in catalog["models"] if m["provider"] in PROVIDERS and m.get("mode") in TEXT_MODES),
        key=lambda e: (e["provider"], e["model"]))
    lines = ",\n".join(json.dumps(e, separators=(",", ":")) for e in entries)
    seen = max(catalog["asOf"].values())
    version = seen + "-" + hashlib.sha256(lines.encode()).hexdigest()[:4]  # corrections change the prices, not the day
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write('{\n"version": %s,\n"as_of": %s,\n"unit": "nano-USD per token",\n"models": [\n' % (json.dumps(version), json.dumps(seen)))
        file.write(lines)
        file.write("\n]\n}\n")
    print(f"{len(entries)} models, version {version}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
