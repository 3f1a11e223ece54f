package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One XML part of a workbook, element by element. A workbook needs no document type, no entities of its own and no deep
 * nesting, so that a part with any of these is refused; and no tag, attribute or piece of text is longer than
 * {@link #MAX_STEP} bytes, so that a hostile part takes no memory.
 */
final class XlsxXml implements AutoCloseable {
    /** The longest text of a cell, as Excel has it. */
    static final int MAX_TEXT = 32_767;

    private static final int MAX_STEP = 1 << 20;
    private static final int MAX_DEPTH = 64;
    private static final XMLInputFactory FACTORY = factory();

    private final String part;
    private final Stepped in;
    private final XMLStreamReader reader;
    private int depth;

    XlsxXml(String part, InputStream bytes) throws IOException {
        this.part = part;
        this.in = new Stepped(part, bytes);
        try {
            this.reader = FACTORY.createXMLStreamReader(characters(in));
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    /** Decoded here, strictly: left to itself, the parser prints what it cannot decode. */
    private static Reader characters(InputStream in) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(in, 3);
        byte[] mark = bytes.readNBytes(3);
        boolean utf8 = mark.length == 3 && mark[0] == (byte) 0xef && mark[1] == (byte) 0xbb && mark[2] == (byte) 0xbf;
        boolean utf16 = mark.length > 1
                && (mark[0] == (byte) 0xfe && mark[1] == (byte) 0xff
                        || mark[0] == (byte) 0xff && mark[1] == (byte) 0xfe);
        if (!utf8) {
            bytes.unread(mark);
        }
        return new InputStreamReader(
                bytes,
                (utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside the file is read");
        });
        return factory;
    }

    /** Goes to the next start or end of an element; false at the end of the part. */
    boolean next() {
        while (true) {
            int event = step();
            if (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_DOCUMENT) {
                return false;
            }
        }
    }

    private int step() {
        try {
            in.allow();
            int event = reader.hasNext() ? reader.next() : XMLStreamConstants.END_DOCUMENT;
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw Source.refused("the workbook's part " + part
                        + " has a document type or an entity of its own, which no workbook needs");
            }
            if (event == XMLStreamConstants.START_ELEMENT && ++depth > MAX_DEPTH) {
                throw Source.refused("the workbook's part " + part + " is nested deeper than " + MAX_DEPTH);
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
            return event;
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    private ShopTrainingException damaged(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.lastIndexOf("Message: ");
        String reason = Header.shortened(at < 0 ? message : message.substring(at + "Message: ".length()));
        return Source.refused("the workbook is damaged: part " + part
                + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNumber()) + ": " + reason);
    }

    boolean isStart(String name) {
        return reader.getEventType() == XMLStreamConstants.START_ELEMENT
                && reader.getLocalName().equals(name);
    }

    boolean isEnd(String name) {
        return reader.getEventType() == XMLStreamConstants.END_ELEMENT
                && reader.getLocalName().equals(name);
    }

    /** An attribute by its name without a prefix. */
    @Nullable
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** The text of the element that has just begun, up to its end. */
    String text() {
        StringBuilder text = new StringBuilder();
        int outside = depth - 1;
        while (depth > outside) {
            int event = step();
            if (event == XMLStreamConstants.END_DOCUMENT) {
                break;
            }
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                check(text);
            }
        }
        return text.toString();
    }

    /** The pieces of a rich text that has just begun, without their phonetics, up to its end. */
    String richText() {
        StringBuilder text = new StringBuilder();
        int outside = depth - 1;
        while (depth > outside && next()) {
            if (isStart("t")) {
                text.append(text());
                check(text);
            } else if (isStart("rPh")) {
                String unused = text();
            }
        }
        return text.toString();
    }

    private void check(StringBuilder text) {
        if (text.length() > MAX_TEXT) {
            throw Source.refused("the workbook's part " + part + " has a cell of more than " + MAX_TEXT
                    + " characters; this does not look like a table of sales");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Counts the bytes of one step of the reader. */
    private static final class Stepped extends WatchedStream {
        private final String part;
        private int left = MAX_STEP;

        Stepped(String part, InputStream in) {
            super(in);
            this.part = part;
        }

        void allow() {
            left = MAX_STEP;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                throw Source.refused(
                        "the workbook's part " + part + " has a tag, name or text of more than " + MAX_STEP + " bytes");
            }
            int n = in.read(bytes, offset, Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }
    }
}
