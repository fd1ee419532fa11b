"""What the rivals' benchmarks share: they answer `batchwise bench` on standard input and output.

Arguments: workload, threads. Says {"version", "firstStepMs"} as one JSON line when ready; for every line of standard input (seconds)
steps for so long and says {"stepMs", "stepCpuMs", "leastCpuMs", "steps", "peakRssBytes"}. A workload that is not there ends with status 3.
"""

import json
import resource
import statistics
import sys
import time

BATCHES = {"W1": 32, "W1b8": 8, "W2": 64, "W3": 128, "W4": 128, "W5": 32, "W6": 128, "D1": 16, "S1": 16, "R1": 64, "R2": 64}


def say(value):
    print(json.dumps(value), flush=True)


def serve(version, began, step):
    """`step` does one training step; `began` is when the program began to build the model."""
    step()
    say({"version": version, "firstStepMs": 1e3 * (time.perf_counter() - began)})
    for line in sys.stdin:
        wall, cpu = [], []
        end = time.perf_counter() + float(line)
        while True:
            start, used = time.perf_counter(), time.process_time()
            step()
            cpu.append(time.process_time() - used)
            wall.append(time.perf_counter() - start)
            if time.perf_counter() >= end:
                break
        say(
            {
                "stepMs": 1e3 * statistics.median(wall),
                "stepCpuMs": 1e3 * statistics.median(cpu),
                "leastCpuMs": 1e3 * min(cpu),
                "steps": len(wall),
                "peakRssBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            }
        )
