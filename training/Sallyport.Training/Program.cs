// Rebuilds the weights that Sallyport.Detection ships, bit for bit, from the data beside this project. See training/README.md.
return args is [var verb, .. var rest] ? Run(verb, rest) : Usage();

static int Run(string verb, string[] arguments) => verb switch
{
    "injection" => Sallyport.Training.Injection.InjectionVerb.Run(arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Sallyport.Training <model> [options]");
    return 2;
}
