// One difference of two texts in a process of its own, so that it can be ended.
import { writeSync } from 'node:fs'
import { textDiffWork } from './.work/vitest-replay/dist/text-diff-work.js'

const { changed, layout } = JSON.parse(process.argv[2])
textDiffWork(100, layout)
writeSync(1, JSON.stringify(textDiffWork(changed, layout)))
