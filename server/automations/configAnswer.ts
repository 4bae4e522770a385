import type { Config } from './config.schemas.ts'

/** The statistics, by the names of the rule format (requirement A13). Times are ISO texts. */
export type ConfigStats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}

/**
 * A stored config as the API returns it: unchanged, with defaults for missing keys, and the statistics in `stats`.
 * In:     the stored config, unknown keys included, and the statistics.
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
