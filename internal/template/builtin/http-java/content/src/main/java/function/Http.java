package function;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.teavm.interop.Address;
import org.teavm.interop.Export;
import org.teavm.interop.Import;
import org.teavm.interop.Memory;

/**
 * The part of wasi:http that Main needs, as the canonical ABI flattens it: handles are numbers, results go to the
 * memory behind the last pointer.
 */
final class Http {
    /** What a client asks. */
    static final class Request {
        final String path;

        Request(String path) {
            this.path = path;
        }
    }

    /** What it gets. */
    static final class Response {
        final String contentType;
        final byte[] body;

        Response(String contentType, byte[] body) {
            this.contentType = contentType;
            this.body = body;
        }

        static Response text(String text) {
            return new Response("text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final String T = "wasi:http/types@0.2.0";
    private static final String S = "wasi:io/streams@0.2.0";
    private static final int CHUNK = 4096; // the most that one write takes

    @Import(module = T, name = "[constructor]fields") private static native int fieldsNew();
    @Import(module = T, name = "[method]fields.append")
    private static native void fieldsAppend(int self, Address name, int nameLength, Address value, int valueLength, Address result);
    @Import(module = T, name = "[method]incoming-request.path-with-query") private static native void requestPath(int self, Address result);
    @Import(module = T, name = "[resource-drop]incoming-request") private static native void requestDrop(int self);
    @Import(module = T, name = "[constructor]outgoing-response") private static native int responseNew(int headers);
    @Import(module = T, name = "[method]outgoing-response.body") private static native void responseBody(int self, Address result);
    @Import(module = T, name = "[method]outgoing-body.write") private static native void bodyWrite(int self, Address result);
    @Import(module = T, name = "[static]outgoing-body.finish") private static native void bodyFinish(int self, int some, int trailers, Address result);
    @Import(module = T, name = "[static]response-outparam.set")
    private static native void send(int out, int failed, int response, int a, long b, int c, int d, int e, int f);
    @Import(module = S, name = "[method]output-stream.blocking-write-and-flush")
    private static native void write(int self, Address bytes, int length, Address result);
    @Import(module = S, name = "[resource-drop]output-stream") private static native void streamDrop(int self);

    private static Function<Request, Response> handler;

    private Http() { }

    /** Lets a function answer all requests. */
    static void handle(Function<Request, Response> function) {
        handler = function;
    }

    @Export(name = "wasi:http/incoming-handler@0.2.0#handle")
    public static void serve(int request, int out) {
        Address result = Memory.malloc(64, 8);
        requestPath(request, result);
        String path = result.getByte() != 0 ? string(result.add(4)) : "/";
        Response response = handler.apply(new Request(path));

        int headers = fieldsNew();
        byte[] name = "content-type".getBytes(StandardCharsets.UTF_8);
        byte[] type = response.contentType.getBytes(StandardCharsets.UTF_8);
        fieldsAppend(headers, copy(name, 0, name.length), name.length, copy(type, 0, type.length), type.length, result);
        int outgoing = responseNew(headers);
        responseBody(outgoing, result);
        int body = result.add(4).getInt();
        bodyWrite(body, result);
        int stream = result.add(4).getInt();
        send(out, 0, outgoing, 0, 0L, 0, 0, 0, 0);
        for (int at = 0; at < response.body.length; at += CHUNK) {
            int length = Math.min(CHUNK, response.body.length - at);
            Address bytes = copy(response.body, at, length);
            write(stream, bytes, length, result);
            Memory.free(bytes, length, 1);
            if (result.getByte() != 0) {
                break; // the client has gone
            }
        }
        streamDrop(stream); // children before their parents
        bodyFinish(body, 0, 0, result);
        requestDrop(request);
    }

    private static Address copy(byte[] bytes, int from, int length) {
        Address a = Memory.malloc(length, 1);
        Memory.putBytes(a, bytes, from, length);
        return a;
    }

    /** The string whose pointer and length are at a. */
    private static String string(Address a) {
        byte[] bytes = new byte[a.add(4).getInt()];
        Memory.getBytes(a.getAddress(), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
