/** What destinations read of a lead: the payload of `lead.*` events is that of the API, of which this is the part they know. */
export type LeadData = {
  id: string
  test?: boolean
  source: string
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, string>
  automationName: string | null
  attribution: { formName?: string | null; campaignName?: string | null } | null
  capturedAt: string
}
