#!/usr/bin/env python3
"""Makes the price catalogue that ships inside Sallyport.

Run:  python3 tools/make_price_catalog.py SOURCE.json src/Sallyport.Gateway/Settlement/model-prices.json

SOURCE.json is a compiled catalogue with prices in USD per million tokens and the fields provider, model,
aliases, mode, status, price, contextWindow, maxOutput. Needs the Python standard library only.

Prices become whole nano-USD per token (USD per million tokens x 1,000). A price that is not a whole
number of nano-USD rounds up: a bound on cost must never be too low. Models priced at zero are free plans or are billed
in another unit, so they are listed without a price: unknown, never zero.
"""
import json
import sys
from decimal import ROUND_CEILING, Decimal

PROVIDERS = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "deepseek": "deepseek", "mistral": "mistral"}
# Not reachable through the endpoints that the gateway serves, so not offered in model lists; prices are kept.
UNLISTED = ("tts", "whisper", "image", "realtime", "audio", "transcribe", "ocr", "ft:", "computer-use", "robotics", "vision", "-cli-")
TEXT_MODES = {"chat", "completion", "responses", "embedding", None}


def nano(usd_per_million):
    if usd_per_million is None:
        return None
    return int((Decimal(str(usd_per_million)) * 1000).to_integral_value(ROUND_CEILING))


def entry(model):
    price = model.get("price") or {}
    priced = bool(price.get("input") or price.get("output"))
    fields = {
        "provider": PROVIDERS[model["provider"]],
        "model": model["model"],
        "aliases": sorted(set(model.get("aliases") or []) - {model["model"]}) or None,
        "input": nano(price.get("input", 0)) if priced else None,
        "output": nano(price.get("output", 0)) if priced else None,
        "cache_read": nano(price.get("cacheRead")) if priced else None,
        "cache_write": nano(price.get("cacheWrite")) if priced else None,
        "context": model.get("contextWindow"),
        "max_output": model.get("maxOutput"),
        "listed": (model.get("status") == "active" and not any(word in model["model"] for word in UNLISTED)) or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        catalog = json.load(file)
    entries = sorted(
        (entry(m) for m in catalog["models"] if m["provider"] in PROVIDERS and m.get("mode") in TEXT_MODES),
        key=lambda e: (e["provider"], e["model"]))
    version = max(catalog["asOf"].values())
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write('{\n"version": %s,\n"unit": "nano-USD per token",\n"models": [\n' % json.dumps(version))
        file.write(",\n".join(json.dumps(e, separators=(",", ":")) for e in entries))
        file.write("\n]\n}\n")
    print(f"{len(entries)} models, version {version}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
