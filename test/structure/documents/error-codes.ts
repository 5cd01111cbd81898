/** The meaning of each error code, and the way out; the message itself has the details. */
export const ERROR_CODES: Record<string, { meaning: string; remedy: string }> = {
  AGENT_RAN_AWAY: {
    meaning:
      'A replay made more actions than were recorded and `budget.extraActions` allows. It was ended at once; the message names the call that was repeated most. Or it waited for nothing but a request that it had given up when it was recorded.',
    remedy:
      'Find out why the agent does not stop. If it is meant to do more, or no longer gives the request up, record it again, or raise `budget: { extraActions }`.',
  },
  APPROVAL_PENDING: {
    meaning:
      'While it was recorded, the agent asked for an approval and nobody answered: no function in `approvals`, no rule of `policy`, or no answer in the time of the test.',
    remedy:
      "Answer it with `approvals: { refund: async (request) => 'approve' }` or `policy: { 'approval refund': { answer: 'approve' } }`; `VITEST_REPLAY=new_episodes` goes on from there.",
  },
  BROWSER_UNSUPPORTED: {
    meaning: 'The plugin is installed in a project that runs in browser mode.',
    remedy:
      'Put the tests of agents into a project without `browser`. Pages can be served from a recording with `fromCassette` of `vitest-replay/msw`.',
  },
  BUDGET_USED_UP: {
    meaning:
      'A limit of the option `budget` ended a recording: money, tokens, actions, tool calls or seconds. The message names the limit and what was used.',
    remedy: 'Look for calls that repeat, or raise the limit.',
  },
  BUNDLE_UNREADABLE: {
    meaning: 'The file of a bundle cannot be read, or there is no run in it.',
    remedy: 'Check the path, or write it again with `npx vitest-replay bundle <id>`.',
  },
  CALL_BLOCKED: {
    meaning:
      'A tool or a step was called that a replay has no recording for, that a rule refuses, that cannot be assigned to one of several runs, or that came when its run was over.',
    remedy:
      "Record the run again, let the action run in every replay (`replay: 'execute'`), change the rule, run the tests one after the other, or wait for the call before the agent returns: the message says which.",
  },
  CALLS_BLOCKED: {
    meaning:
      'A replay ended before its run completed, and calls were blocked in it. The blocked calls are listed, whoever swallowed their errors.',
    remedy: 'Find out why the agent makes calls that were not recorded, or record the run again.',
  },
  CASSETTE_BUSY: {
    meaning: 'Another worker is recording the same cassette, or left its lock behind.',
    remedy:
      'Give the runs different names with the option `cassette`. If no test is running, delete the lock that the message names.',
  },
  CASSETTE_CORRUPT: {
    meaning:
      'A line of a cassette is not what it has to be; the message names file, line and field. A corrupt cassette is never taken for a missing one.',
    remedy: 'Restore the file from git, or record the run again with `VITEST_REPLAY=all`.',
  },
  CASSETTE_EXISTS: {
    meaning: '`vitest-replay replay --keep` found a cassette where it was to write one.',
    remedy: 'Add `--force` to replace it.',
  },
  CASSETTE_INTERRUPTED: {
    meaning: 'The recording of a cassette did not come to its end, and the mode does not record.',
    remedy:
      'Resume it with `VITEST_REPLAY=new_episodes`, or record it anew with `VITEST_REPLAY=all`.',
  },
  CASSETTE_INVALID: {
    meaning: '`fromCassette` was given a cassette that holds no HTTP request.',
    remedy: 'Give it the cassette of a run that asks a model or another service over HTTP.',
  },
  CASSETTE_MISSING: {
    meaning:
      "There is no cassette for the run, and nothing is recorded in this mode: in CI, with `VITEST_REPLAY=none`, or with `mode: 'none'`.",
    remedy:
      'Record it on your machine with the printed command and commit the file. After a test was renamed, rename its cassette with `git mv`: the message offers it where it finds one.',
  },
  CASSETTE_NEWER: {
    meaning:
      'The cassette was written by a newer vitest-replay. The file is valid and was not changed.',
    remedy: 'Update vitest-replay.',
  },
  CASSETTE_SHARED: {
    meaning: 'Two tests use one cassette. A cassette belongs to one test, which its header names.',
    remedy:
      'Give the tests different names, or name the cassettes with the option `cassette`. Delete the file if it is a copy.',
  },
  CASSETTE_TOO_LARGE: {
    meaning: 'The cassette has more megabytes than can be read.',
    remedy: 'Split the run, or exempt large downloads with the plugin option `passthrough`.',
  },
  CASSETTE_UNKNOWN: {
    meaning: 'The first line of the file is not the header of a cassette.',
    remedy: 'Check the path; restore the file from git, or record the run again.',
  },
  CASSETTE_UNREADABLE: {
    meaning: 'The file of a cassette is not there, or cannot be opened.',
    remedy:
      'Check the path and its permissions. Cassettes are in `__cassettes__` beside the tests.',
  },
  CONFIG_INVALID: {
    meaning: '`vitest-replay.config.json` has a setting that does not exist or has another form.',
    remedy: 'Correct the field that the message names.',
  },
  FOLDER_MISSING: {
    meaning: '`vitest-replay check` was given something that is not a folder.',
    remedy: 'Pass the folder of a project, or none to check the present one.',
  },
  FAULTS_INVALID: {
    meaning:
      '`run.withFaults()` would try nothing, too much, or a fault that there is not: no recorded action has the name, what it names runs in every replay, or none of the faults fits it.',
    remedy: 'Name actions as the report does, and faults that fit them: the message lists both.',
  },
  FAULTS_UNJUDGED: {
    meaning:
      '`run.withFaults()` replays the run without a fault first, and that replay differs from the recording too.',
    remedy: 'Let the run match its recording first.',
  },
  FORK_INVALID: {
    meaning:
      'The option `fork` names an action that the recording does not have or that is within another one, or an answer of another form.',
    remedy: 'Look at the actions with `npx vitest-replay show <cassette>`.',
  },
  FORK_REFUSED: {
    meaning:
      "The option `fork` with `then: 'live'` was used where nothing may be live or the other model cannot be asked, or the agent does something else than was recorded before it comes to the action.",
    remedy:
      "Use `then: 'replay'`, fork at an earlier action, or let the run match its recording first.",
  },
  GATE_RULE_INVALID: {
    meaning: 'A rule of `--fail-on` is neither a verdict nor a limit of a metric.',
    remedy: 'Write it as the message lists it, such as `regressed` or `cost>+10%`.',
  },
  GIT_FAILED: {
    meaning: 'git ended with an error, which is quoted.',
    remedy: 'Check the repository with `git fsck`, or compare folders or report files.',
  },
  GIT_LFS_POINTER: {
    meaning:
      'A cassette of the other commit is a pointer of Git LFS: its contents are kept elsewhere.',
    remedy:
      'Check the commit out with its contents (`git worktree add ../base <ref>`) and compare folders.',
  },
  GIT_MISSING: {
    meaning: 'git is not installed, or not on the `PATH`.',
    remedy: 'Install git, or compare two folders or report files instead of `git:<ref>`.',
  },
  GIT_NO_REPOSITORY: {
    meaning:
      'The folder is not in a git repository, or git does not trust it because another user owns it.',
    remedy: 'Run the command in a clone, name two sides, or trust the folder as the message shows.',
  },
  GIT_NOT_A_FILE: {
    meaning: 'A cassette of the other commit is a symbolic link, or in a submodule.',
    remedy: 'Commit the cassette itself, or compare folders.',
  },
  GIT_OBJECT_MISSING: {
    meaning:
      'The repository lacks the contents of a file of the other commit, as a partial clone does.',
    remedy: 'Fetch them with `git fetch --refetch`.',
  },
  GIT_REF_MISSING: {
    meaning: 'The clone does not have the branch, tag or commit to compare with.',
    remedy:
      'Fetch it; in GitHub Actions give `actions/checkout` the option `fetch-depth: 0`. Or name another base: `npx vitest-replay compare git:<ref>`.',
  },
  GIT_SHALLOW: {
    meaning: 'The clone is shallow: its history does not reach the commit where the branch began.',
    remedy:
      'Fetch the whole history; in GitHub Actions give `actions/checkout` the option `fetch-depth: 0`.',
  },
  HISTORY_BUSY: {
    meaning: 'Another process is writing the history, or left its lock behind.',
    remedy: 'Try again. If no other process is running, delete the lock that the message names.',
  },
  HISTORY_CORRUPT: {
    meaning: 'A line of the history is not JSON, is the mark of a merge, or lacks a field.',
    remedy: 'Resolve the merge, or restore the file from git.',
  },
  HISTORY_NO_RELEASE: {
    meaning: 'The report that is to be added to the history does not name its release.',
    remedy:
      'Name it with `--release <id>`, with the plugin option `release`, or with `VITEST_REPLAY_RELEASE` when the tests run.',
  },
  HISTORY_NO_RUNS: {
    meaning: 'There is no recording and no report that could be added to the history.',
    remedy: 'Run the tests first, and run the command in the folder of the project.',
  },
  HISTORY_NO_TAGS: {
    meaning: 'The clone has no tag of a commit that matches the pattern.',
    remedy:
      'Fetch them with `git fetch --tags`, or keep a history with `npx vitest-replay history add`.',
  },
  LEARN_FAILED: {
    meaning: '`vitest-replay learn` could not replay the tests twice; the message says why.',
    remedy: 'Run the tests once by themselves, and see that they replay.',
  },
  NAME_HOLDS_SECRET: {
    meaning:
      'The name of a test holds a secret that its run named later, so that the file of its recording would hold it too.',
    remedy: 'Give the test another name, or name the cassette with the option `cassette`.',
  },
  NOT_INTERCEPTED: {
    meaning:
      'A request made with `fetch` does not reach vitest-replay: other code replaced `globalThis.fetch` in this test.',
    remedy:
      'Remove the replacement for this test (`vi.stubGlobal`, another mocking library), or pass the original `fetch` to the agent.',
  },
  LIVE_REFUSED: {
    meaning:
      'A step of a runner was to run live without a limit, in CI, or with `VITEST_REPLAY=none`.',
    remedy: 'Give it a budget, and run it on your machine.',
  },
  MANIFEST_CORRUPT: {
    meaning: '`vitest-replay doctor` found a `package.json` that is not JSON.',
    remedy: 'Correct the file that the message names, and check again.',
  },
  NOTHING_RECORDED: {
    meaning:
      'A recording would hold nothing that a replay could check: the agent made no request and called no action, all it did cannot be recorded, or its calls cannot be told from those of other runs.',
    remedy:
      'Check that the agent was really called, name its tools with the option `actions`, or record it alone.',
  },
  NOTHING_TO_COMPARE: {
    meaning: 'A side of a comparison has no recording and no report.',
    remedy:
      'Run the tests first, and run the command in the folder of the project, or name a `report.json`.',
  },
  OPTION_INVALID: {
    meaning:
      'An option does not exist, or its value has another form; the message names the option, what it takes, and the nearest name.',
    remedy: 'Correct it; [the reference](options.md) lists all options.',
  },
  PAGE_BROKEN: {
    meaning: 'The package was built without its report page, or with a broken one.',
    remedy: 'Install vitest-replay again.',
  },
  PLUGIN_MISSING: {
    meaning: '`replayRun` was called outside of a test, or in a project without the plugin.',
    remedy:
      "Call it within `test()`, a hook or a fixture, and add `plugins: [replay()]` of `vitest-replay/plugin` to the project's configuration. On Vitest 4 each project of a workspace has it, or `extends: true`.",
  },
  POOL_UNSUPPORTED: {
    meaning:
      'The project runs in a `vm` pool, which gives each test file a `node:http` of its own.',
    remedy: "Set `test.pool` to `'forks'` or `'threads'`.",
  },
  PORT_TAKEN: {
    meaning: 'The port for `vitest-replay report serve` cannot be used.',
    remedy: 'Name another one with `--port`, or none to take any that is free.',
  },
  PROTOCOL_SWITCHED: {
    meaning:
      'A server went on with another protocol than that of a WebSocket while a run was recorded: what is said then is no HTTP, and a replay could answer nothing of it.',
    remedy:
      'Let the request out in replays, too, with a rule of `policy` whose effect is `pass`, or have the agent ask without `Upgrade`.',
  },
  RECORDING_DIVERGED: {
    meaning:
      'A recording that is extended answered a request before its body was whole, and the request went on otherwise than it was recorded.',
    remedy: 'Record the run anew, with `VITEST_REPLAY=all`.',
  },
  RECORDING_UNREADABLE: {
    meaning: 'A recording holds a value that a replay would refuse, and was not kept.',
    remedy: 'Remove the call from the run, or exempt it with the plugin option `passthrough`.',
  },
  REFUSED_BY_POLICY: {
    meaning: 'While it was recorded, the agent did what a rule of `policy` refuses.',
    remedy: 'Prevent the agent from doing it, or change the rule.',
  },
  REPORT_CORRUPT: {
    meaning: 'A report is not JSON, or lacks a part; the message names the field.',
    remedy: 'Run the tests again to write it anew.',
  },
  REPORT_MISPLACED: {
    meaning:
      'A report names a cassette that is in another folder here: its tests ran elsewhere, or an older version wrote it.',
    remedy: 'Run the tests again, then compare.',
  },
  REPORT_MISSING: {
    meaning: 'There is no report in the folder.',
    remedy: 'Run the tests first; they write `.vitest-replay/report.json` and `report.html`.',
  },
  REPORT_NEWER: {
    meaning: 'The report was written by a newer vitest-replay.',
    remedy: 'Update vitest-replay.',
  },
  RUN_AMBIGUOUS: {
    meaning: 'More than one run has an id that begins so.',
    remedy: 'Use more of its characters.',
  },
  RUN_CONTINUED: {
    meaning:
      'When the agent had returned and all that it had begun had ended, it made more calls. They were refused, and nothing of them is recorded.',
    remedy: 'Wait for them before the agent returns.',
  },
  RUN_CORRUPT: {
    meaning:
      'The file of an execution in `.vitest-replay/runs` is damaged. Others are not affected.',
    remedy: 'Delete the file, and run the test again.',
  },
  RUN_MISSING: {
    meaning: 'No execution has this id or label, or the report has no such run.',
    remedy: 'List those that are kept with `npx vitest-replay runs`.',
  },
  RUN_NESTED: {
    meaning: 'The agent of a run called `replayRun`. What a run calls is recorded once.',
    remedy: 'Call the inner agent without `replayRun`, or start both runs one after the other.',
  },
  RUN_NEWER: {
    meaning: 'The file of an execution was written by a newer vitest-replay.',
    remedy: 'Install the version that wrote it, or a newer one.',
  },
  RUN_NOT_RECORDED: {
    meaning:
      'An execution cannot be replayed: its cassette was recorded anew since, or removed; or it was cut off or refused before it had one.',
    remedy:
      'Restore the cassette from git, or replay a later execution. Where there never was one, record its test.',
  },
  TRIAL_REFUSED: {
    meaning:
      'A failure cannot be tried (`replay --confirm`): the agent of the execution ended without a failure, or its test replays nothing.',
    remedy: 'Name an execution whose agent failed: `npx vitest-replay runs --status failed`.',
  },
  RUN_UNCERTAIN: {
    meaning: 'A call cannot be assigned to one of the runs that were open at the same time.',
    remedy: 'Record this run alone: add `-t` with the name of its test.',
  },
  RUN_UNENDED: {
    meaning:
      'The agent returned while requests or actions were under way, and they had not ended within `afterReturn` milliseconds.',
    remedy:
      'Wait for them before the agent returns, or abort them; to wait longer, raise `afterReturn` and `testTimeout`.',
  },
  RESOURCE_INVALID: {
    meaning:
      'A resource that the agent takes is missing, has another name or another type; or the agent reads one that was not given. A step of a runner is refused before anything runs.',
    remedy: 'Fix the option `resources` of the runner, of the step, or of `replayRun`.',
  },
  RUNS_PENDING: {
    meaning: '`waitForRuns` waited, and some runs did not end in time.',
    remedy: 'Look at what they do with `npx vitest-replay show <id>`.',
  },
  SIDE_MISSING: {
    meaning: 'A side of a comparison is a path that does not exist.',
    remedy: 'A side is a `report.json`, a folder, or `git:<ref>` for a branch, tag or commit.',
  },
  STEP_LIMIT: {
    meaning: 'The limit `budget.steps` ended a recording.',
    remedy: 'Look for calls that repeat, or raise the limit.',
  },
  STORAGE_FAILED: {
    meaning: 'A file could not be read or written; the message has the reason of the system.',
    remedy: 'Free space, or check the permissions. An existing cassette is unchanged.',
  },
  VALUE_UNSUPPORTED: {
    meaning:
      'A value cannot be stored and restored, such as a function or an instance of a class; the message names its path.',
    remedy: "Return plain data there, or let the action run in every replay (`replay: 'execute'`).",
  },
  TEST_EXISTS: {
    meaning: 'A run was to become a test in a file that is there already.',
    remedy: 'Name another file, or remove it.',
  },
  TEST_MISSING: {
    meaning:
      'No execution is kept that used the cassette, and it lies beside no test file: its test is not known.',
    remedy: 'Run its test once, and then the command in the same folder.',
  },
  TEST_UNWRITABLE: {
    meaning:
      'A run cannot become a test by itself: its input is more than JSON, or it was handed resources that no named export has.',
    remedy: 'Name the export, or write the test by hand with `inputFrom`.',
  },
  VITEST_MISSING: {
    meaning: 'Vitest is not installed in the folder in which a command runs tests.',
    remedy: 'Run the command in the folder of a project that has Vitest installed.',
  },
}
