/** Who a mailing is from. */
export type Sender = { email: string; name: string };

/** A mailing of the host, as its list shows it. */
export type MailingSummary = { id: string; name: string };

/** A mailing with what a launch needs to know. */
export type Mailing = MailingSummary & {
  subject: string;
  html: string;
  text: string;
  from: Sender;
  recipients: number;
};

/** One addressee. `id`: the host's GUID, where it has one. `fields` fill the template's merge variables. */
export type Recipient = {
  id?: string | undefined;
  email: string;
  name: string;
  fields?: Record<string, string> | undefined;
};
