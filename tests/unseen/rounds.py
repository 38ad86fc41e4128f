"""방법마다의 프로그램을 순서를 섞어 여러 번 돌리고, 회마다 걸린 시간(초)을 JSON으로 찍습니다."""

import asyncio
import importlib
import inspect
import json
import random
import sys
import time

if __name__ == "__main__":
    sys.path.insert(0, "")
    inputs, repeats, *names = sys.argv[1:]
    items = getattr(importlib.import_module("functions"), inputs)
    runs = {name: importlib.import_module(name).run for name in names}
    found = []
    for _ in range(int(repeats)):
        took = {}
        for name in random.sample(names, len(names)):
            run = runs[name]
            started = time.perf_counter()
            asyncio.run(run(items)) if inspect.iscoroutinefunction(run) else run(items)
            took[name] = time.perf_counter() - started
        found.append(took)
    print(json.dumps(found))
