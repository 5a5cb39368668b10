package function;

/** An HTTP function. */
public final class Main {
    private Main() { }

    public static void main(String[] args) {
        Http.handle(request -> Http.Response.text("hello from Java\n"));
    }
}
