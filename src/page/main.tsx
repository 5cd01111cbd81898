import { render } from 'preact'
import { App } from './app.tsx'
import { unfoldForPrint } from './parts/print.ts'
import { restoreTheme } from './parts/theme.ts'
import { followLive } from './report/follow-live.ts'
import { openDropped, openEmbedded } from './report/open-reports.ts'
import { createReportStore } from './report/report-store.ts'
import './style/tokens.css'
import './style/base.css'
import './style/controls.css'
import './style/runs.css'
import './style/causes.css'
import './style/run.css'
import './style/telemetry.css'
import './style/json.css'
import './style/conversation.css'
import './style/tracks.css'
import './style/simulation.css'
import './style/determinism.css'
import './style/faults.css'
import './style/compare.css'
import './style/metrics.css'
import './style/history.css'
import './style/live.css'
import './style/print.css'

restoreTheme()
unfoldForPrint()
const store = createReportStore()
followLive(store)
void openEmbedded(store)
openDropped(store)
render(<App store={store} />, document.getElementById('app')!)
