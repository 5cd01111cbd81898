"""Plans a fix, then writes it as a patch. With the package openai, its client finds the gateway in the same way."""
import json
import os
import sys
import urllib.request

task = json.loads(sys.stdin.readline())


def ask(*messages):
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        data=json.dumps({"model": "gpt-4o-mini", "messages": messages}).encode(),
        headers={
            "content-type": "application/json",
            "authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
        },
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["choices"][0]["message"]


bug = {"role": "user", "content": "Plan a fix: " + task["bug"]}
plan = ask(bug)
patch = ask(bug, plan, {"role": "user", "content": "Write it as a patch"})
with open("patch.diff", "w") as file:
    file.write(patch["content"])
print("planned:", plan["content"])
