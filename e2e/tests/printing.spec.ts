// What comes out on paper.

import { book, write } from "../fixtures/book.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("a long document is printed whole, without what stands around it", async ({ meet, server }) => {
  const long = book(60_000);
  const author = await Writer.join(server.websocketUrl, await server.createDocument("00000000-0000-4000-8000-000000000004"));
  write(author.body, long);
  await author.isSaved();
  author.leave();
  const ada = await meet("Ada");
  await ada.open("/d/00000000-0000-4000-8000-000000000004");
  await ada.sees(`${long.text}\n`);
  const pdf = (await ada.page.pdf({ format: "A4" })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  // Some three thousand characters stand on a page.
  expect(pages).toBeGreaterThan(12);
  expect(pages).toBeLessThan(45);
  await ada.page.emulateMedia({ media: "print" });
  await expect(ada.page.getByRole("toolbar").first()).toBeHidden();
  await expect(ada.title).toBeHidden();
});
