#!/usr/bin/env bash
# Compares, writes the job summary, and says how it came out. A comparison that cannot be made fails at once.
set -uo pipefail

comment="${RUNNER_TEMP:?}/vitest-replay-comparison${REPLAY_KEY:+-$REPLAY_KEY}.md"
# Alone, a head would be taken for the base.
if [ -n "${REPLAY_HEAD:-}" ] && [ -z "${REPLAY_BASE:-}" ]; then
  echo "::error title=Agent replay::The input head needs the input base."
  exit 2
fi
sides=()
[ -n "${REPLAY_BASE:-}" ] && sides+=("$REPLAY_BASE")
[ -n "${REPLAY_HEAD:-}" ] && sides+=("$REPLAY_HEAD")

options=(--format markdown --output "$comment" --html .vitest-replay/comparison.html)
[ -n "${REPLAY_KEY:-}" ] && options+=(--key "$REPLAY_KEY")
# Without rules of its own it goes by those of the project, and by these where it has none.
[ -f vitest-replay.config.json ] || REPLAY_FAIL_ON="${REPLAY_FAIL_ON:-regressed, missing, unreplayed}"
[ -n "${REPLAY_FAIL_ON:-}" ] && options+=(--fail-on "$REPLAY_FAIL_ON")

npx --no-install vitest-replay compare "${options[@]}" -- "${sides[@]+"${sides[@]}"}"
code=$?
if [ "$code" -gt 1 ]; then
  echo "::error title=Agent replay::The releases could not be compared; the log says why."
  exit "$code"
fi

cat "$comment" >> "${GITHUB_STEP_SUMMARY:?}"
{
  echo "comment-file=$comment"
  if [ "$code" = 0 ]; then echo "result=passed"; else echo "result=failed"; fi
} >> "${GITHUB_OUTPUT:?}"
