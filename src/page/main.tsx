import { render } from 'preact'
import { App } from './app.tsx'
import { restoreTheme } from './parts/theme.ts'
import './style/tokens.css'
import './style/base.css'
import './style/controls.css'
import './style/runs.css'
import './style/run.css'
import './style/telemetry.css'
import './style/json.css'
import './style/conversation.css'
import './style/simulation.css'
import './style/determinism.css'
import './style/compare.css'
import './style/metrics.css'
import './style/history.css'

restoreTheme()
render(<App />, document.getElementById('app')!)
