/** An impossible request from a test or a person to the simulator itself; returned as {"error":{code,message}}. */
export class ControlError extends Error {
  readonly status: number
  readonly code: string

  /** In: 400, 404, 409 or 501; a code in words; a sentence that says what to do. */
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}
