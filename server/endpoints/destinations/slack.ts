import { mapData, textOf } from '../../model/mapData.ts'
import type { LeadData } from '../leadData.ts'
import { wentOf, type Send } from './destination.ts'

/** Slack reads these three as markup, also the mentions and links that somebody may have typed into a form. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const oneLine = (value: unknown) => escaped(textOf(value).replace(/\s+/g, ' ').trim()).slice(0, 500)

/** What is shown of a lead, unless the endpoint maps its own. */
const usualFields = (data: LeadData): Record<string, unknown> => ({
  Name: data.name,
  Email: data.email,
  Phone: data.phone,
  ...data.customFields,
  Automation: data.automationName,
  Form: data.attribution?.formName,
  Campaign: data.attribution?.campaignName,
})

const headings: Partial<Record<string, string>> = { 'lead.created': 'New lead', 'lead.updated': 'Lead completed' }

/** Slack, and what understands the same incoming webhooks (Mattermost, Rocket.Chat): a message with a line for each field. */
export const sendToSlack: Send = async (to, call) => {
  const isLead = to.type.startsWith('lead.')
  const data = to.data as LeadData
  const fields = to.mapping || !isLead ? mapData(data, to.mapping) : usualFields(data)
  const lines = Object.entries(fields as Record<string, unknown>).flatMap(([name, value]) => {
    const text = oneLine(value)
    return text ? [`${oneLine(name)}: ${text}`] : []
  })
  const heading = `*${headings[to.type] ?? to.type}*${data.test ? ' (test)' : ''}`
  const answer = await call({
    method: 'POST',
    url: to.url,
    headers: { 'user-agent': 'AutoDM-Hub', 'content-type': 'application/json' },
    body: JSON.stringify({ text: [heading, ...lines.slice(0, 40)].join('\n') }),
  })
  return wentOf(answer)
}
