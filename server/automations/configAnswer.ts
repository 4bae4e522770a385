import type { Config } from './config.schemas.ts'

/** What happened so far, by the plan's names (requirement A13). Times are ISO texts. */
export type ConfigStats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}

/**
 * A stored config as the API answers it: unchanged, the defaults for what was left out, and the figures in `stats`.
 * In:     the config as it was stored, unknown keys among it, and the figures.
 * Errors: none.
 */
export function configAnswer(config: Config, stats: ConfigStats): Record<string, unknown> {
  return {
    keywords: [],
    auto_reply_to_comments: false,
    comment_replies: [],
    message_variations: [],
    dmType: config.is_lead_capture ? 'lead_capture' : config.buttons?.length ? 'text_button' : 'text',
    buttons: [],
    delay_minutes: 0,
    is_lead_capture: false,
    lead_capture_flow: [],
    ...config,
    lead_capture_settings: { save_to_database: true, notification_email: null, webhook_url: null, ...config.lead_capture_settings },
    stats,
  }
}
